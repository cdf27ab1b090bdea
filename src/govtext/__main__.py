"""`python -m govtext`: the command line where the folder of scripts is not on the path, as often on Windows."""

from govtext.cli import main

if __name__ == "__main__":
    main()
