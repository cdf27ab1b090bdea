"""The stage table: what is run, on what, with which settings.

A row is all that it takes to add a stage. `function` is named, not imported, so that a command
that runs nothing starts at once.
"""

from govtext.build.stage_table import Stage

STAGES = (
    Stage(
        name="documents",
        summary="read, clean, mask and date every text",
        function="govtext.documents.stage:run",
        reads=("raw",),
        writes=("documents", "originals", "rejected"),
        folder="01_documents",
        lexicons=("columns.toml", "cleaning.toml", "divisions.toml", "division_codes.txt"),
    ),
    Stage(
        name="words",
        summary="cut texts into words, find places, offices, document numbers and new words",
        function="govtext.words.stage:run",
        reads=("documents",),
        writes=("words", "entities", "new_words"),
        folder="02_words",
        lexicons=("gov_terms.txt", "stopwords.txt", "places.txt", "division_codes.txt"),
    ),
    Stage(
        name="keywords",
        summary="keywords of texts and corpus, words that set groups apart, co-occurrence",
        function="govtext.keywords.stage:run",
        reads=("documents", "words"),
        writes=("document_keywords", "corpus_keywords", "keyness", "cooccurrence"),
        folder="03_keywords",
        lexicons=("stopwords.txt",),
    ),
    Stage(
        name="topics",
        summary="topics, the choice of their number, their stability and trends",
        function="govtext.topics.stage:run",
        reads=("documents", "words", "entities"),
        writes=(
            "topics", "topic_words", "document_topics", "model_selection", "topic_trends", "topic_model",
            "topic_vocabulary", "topic_prevalence", "topic_tests", "topic_dynamics",
        ),
        folder="04_topics",
        lexicons=("stopwords.txt", "topic_labels.toml"),
    ),
    Stage(
        name="issues",
        summary="request types, service problems, recurring issues, replies",
        function="govtext.issues.stage:run",
        reads=("documents", "words", "entities", "document_topics"),
        writes=(
            "request_types", "service_problems", "problem_prevalence", "problem_pairs", "issues", "issue_members",
            "issue_weeks", "reply_quality", "reply_points", "reply_commitments", "reply_quality_groups", "responses",
            "code_keyness",
        ),
        folder="05_issues",
        lexicons=(
            "service_problems.toml", "coding_layer.toml", "coding_layer_whole.toml", "coding_study_layer.toml",
            "synonyms.toml", "stopwords.txt", "replies.toml",
        ),
        late=("words", "entities", "document_topics"),
        light=("words", "entities"),
    ),
    Stage(
        name="policies",
        summary="clauses, instruments, links to issues and problems, gaps",
        function="govtext.policies.stage:run",
        reads=("documents", "words", "topic_words", "issues", "issue_members", "service_problems"),
        writes=(
            "clauses", "clause_parts", "clause_instruments", "links", "clause_complaints", "topic_links", "gaps",
            "region_gaps", "deadlines", "reforms", "takeovers", "document_similarity", "region_comparison",
            "instrument_themes",
        ),
        folder="06_policies",
        lexicons=(
            "policy_instruments.toml", "policy_problems.toml", "reforms.toml", "synonyms.toml", "matters.toml",
            "service_problems.toml", "stopwords.txt",
        ),
        late=("topic_words", "issues", "issue_members", "service_problems"),
    ),
    Stage(
        name="robustness",
        summary="the main findings again: other dictionary, stop list, K, period, duplicates",
        function="govtext.robustness.stage:run",
        reads=("documents", "words", "entities", "model_selection", "service_problems", "gaps"),
        writes=("robustness",),
        folder="06b_robustness",
        lexicons=("stopwords.txt",),
        late=("service_problems", "gaps"),
    ),
    Stage(
        name="dataset",
        summary="the structured data set: Parquet, CSV, Excel, SQLite, codebook",
        function="govtext.dataset.stage:run",
        reads=(
            "documents", "rejected", "document_keywords", "corpus_keywords", "topics", "document_topics",
            "topic_trends", "request_types", "service_problems", "issues", "issue_members", "responses", "clauses",
            "issue_weeks", "problem_prevalence", "problem_pairs",
            "reply_quality", "reply_points", "reply_commitments", "reply_quality_groups",
            "links", "gaps", "clause_instruments", "clause_complaints", "topic_links", "deadlines", "clause_parts",
            "region_gaps", "region_comparison", "reforms", "instrument_themes", "takeovers", "document_similarity",
            "robustness",
        ),
        writes=(),
        folder="07_dataset",
        lexicons=("service_problems.toml", "policy_instruments.toml"),
    ),
    Stage(
        name="report",
        summary="figures, thesis tables and the HTML report",
        function="govtext.report.stage:run",
        reads=(
            "documents", "rejected", "corpus_keywords", "keyness", "code_keyness", "cooccurrence", "topics",
            "topic_words", "document_topics", "model_selection", "topic_trends", "request_types", "service_problems",
            "issues", "issue_members", "issue_weeks", "responses", "reply_quality_groups", "clauses", "links", "gaps",
            "region_gaps",
            "reply_quality", "reply_points", "reply_commitments", "problem_prevalence", "problem_pairs",
            "deadlines", "reforms", "takeovers", "region_comparison", "instrument_themes", "topic_links",
            "clause_complaints", "topic_tests", "topic_dynamics", "robustness",
        ),
        writes=(),
        folder="08_report",
        lexicons=(
            "service_problems.toml", "policy_instruments.toml", "gov_terms.txt", "places.txt", "division_codes.txt",
            "stopwords.txt", "coding_agreement.toml",
        ),
    ),
)
