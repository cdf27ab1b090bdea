"""Words: segmentation, parts of speech, mentions, new words."""
