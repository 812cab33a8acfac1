//! Findings in a dataset as a whole. The audit looks for them; what they are called and mean stands here, so that templates
//! and data share one system of codes and levels.

rules_elsewhere! {
    DUPLICATE_TEXT: "duplicate-text" Warn false
        "`audit`: rows of one split have the same text, as it stands or once case, punctuation, symbols and forms of characters are left aside."
        why "A text that is there twice weighs twice, and a model learns it by heart."
        wrong "[{\"body\": \"My lamp is broken.\", …}, {\"body\": \"my lamp is broken!\", …}]"
        right "one of the two"
    NEAR_DUPLICATE: "near-duplicate" Warn false
        "`audit`: rows of one split have nearly the same text: the Jaccard similarity of their 5-grams is `--similarity` or more."
        why "What differs in a word weighs nearly twice."
        wrong "[{\"body\": \"My new lamp is broken again.\", …}, {\"body\": \"My new lamp is broken again, help.\", …}]"
        right "one of the two"
    SPLIT_LEAK: "split-leak" Deny false
        "`audit`: rows of different splits have the same text, as it stands or normalised."
        why "What was trained is not a test of what was learned: the result of the evaluation is too good."
        wrong "the same `body` in the training and in the test file"
        right "in one of them"
    NEAR_LEAK: "near-leak" Deny false
        "`audit`: rows of different splits have nearly the same text."
        why "The result of the evaluation is too good."
        wrong "nearly the same `body` in the training and in the test file"
        right "in one of them"
    LABEL_CONFLICT: "label-conflict" Deny false
        "`audit`: rows with the same text have different labels; for nearly the same text it is a warning."
        why "One of the two answers is wrong, and the model is trained towards both."
        wrong "[{\"body\": \"My lamp is broken.\", \"queue\": \"billing\"}, {\"body\": \"My lamp is broken.\", \"queue\": \"technical\"}]"
        right "one label for a text"
    ID_IN_TWO_SPLITS: "id-in-two-splits" Deny false
        "`audit`: rows of different splits have the same id."
        why "One record is trained and tested."
        wrong "`\"ticket\": \"T-1\"` in the training and in the test file"
        right "in one of them"
    NO_LETTERS: "no-letters" Warn false
        "`audit`: nothing is left of a text once punctuation, symbols and space are left aside: dashes or emoji alone."
        why "There may be nothing in it to judge by; and such texts are compared with no others."
        wrong "{\"body\": \"—\", …}"
        right "{\"body\": \"My lamp is broken.\", …}"
    CLASS_MISSING: "class-missing" Warn false
        "`audit`: a split has no row with a label for which the contract has a target."
        why "What a split does not hold is not learned, or not measured."
        wrong "no row of the validation file with the queue `account`"
        right "some rows of each label in each split"
    CLASS_SHARE: "class-share" Warn false
        "`audit`: more than 95 % of the rows of a split have one label."
        why "A model that always answers so is right nearly always."
        wrong "97 of 100 rows with the queue `other`"
        right "more rows of the other labels, or fewer of this one"
    GROUP_MISSING: "group-missing" Warn false
        "`audit`: a split has no row of a group of rows (a value of a field that `tunesmith.json` names in `groups`) that the other splits \
         have, and chance alone would have left some."
        why "How the model does on that group is not measured, or was not learned."
        wrong "no row of the validation file about the product `lamp`, of 300 in the training file"
        right "some rows of each group in each split"
    SPLIT_SHARES: "split-shares" Warn false
        "`audit`: the shares of labels, or of groups, differ between splits by more than chance allows (Pearson's chi-squared test of \
         independence, p < 0.001, and Cramér's V of 0.1 or more)."
        why "The evaluation is about other data than the training was."
        wrong "40 % of the training rows with the queue `billing`, and 70 % of the test rows"
        right "splits that are drawn from one dataset; `gen-data --resplit` draws them anew"
    RATIONALE_NOT_FOUND: "rationale-not-found" Warn false
        "`audit`: a target quotes a field as the reason (a label field that may be null), and a word of it does not stand in the text."
        why "The model learns to give reasons that it cannot have read."
        wrong "{\"body\": \"My lamp is broken.\", \"reason\": \"fire\", …}"
        right "{\"body\": \"My lamp is broken.\", \"reason\": \"broken\", …}"
    RATIONALE_UNUSED: "rationale-unused" Warn false
        "`audit`: a record has a reason though the target of its label gives none."
        why "Either the label is wrong, or the reason is; and nothing is trained of it."
        wrong "{\"queue\": \"other\", \"reason\": \"broken\", …}, where the target of `other` gives no reason"
        right "{\"queue\": \"other\", \"reason\": null, …}"
    RATIONALE_MISSING: "rationale-missing" Warn false
        "`audit`: of the rows of a split whose target gives a reason, 5 % or more have none, so that null is trained."
        why "A model that is often trained to give no reason learns to give none."
        wrong "`\"reason\": null` in half of the rows with the queue `technical`"
        right "a reason for each of them, or a target without one"
    LABEL_IN_TEXT: "label-in-text" Warn false
        "`audit`: a word that only the answer should say (a label, or a constant of one word by which targets differ) stands in texts, and \
         95 % or more of at least 20 rows that hold it have its label."
        why "The answer may have been written into the text, and a model that reads it there learns nothing else."
        wrong "{\"body\": \"[billing] My invoice is wrong.\", \"queue\": \"billing\"}"
        right "{\"body\": \"My invoice is wrong.\", \"queue\": \"billing\"}"
    TEXT_SHORT: "text-short" Warn false
        "`audit`: a text has fewer than 3 letters and digits."
        why "There is next to nothing in it to judge by."
        wrong "{\"body\": \"k.\", …}"
        right "{\"body\": \"My lamp is broken.\", …}"
    TEXT_LONG: "text-long" Warn false
        "`audit`: a text has more than 1,000 characters and more than 20 times as many as the median."
        why "It may be several texts in one, or a page around one; and it may not fit the training length."
        wrong "a whole mail thread as `body`"
        right "the mail that was labelled"
    ONE_ANSWER: "one-answer" Warn false
        "`audit`: all rows of a format have the same answer."
        why "A model learns to say it whatever it is asked."
        wrong "each row with the answer `{\"queue\": \"other\"}`"
        right "rows with different answers"
    TOKEN_BUDGET: "token-budget" Deny false
        "`audit`: a row has more tokens than `--max-tokens`, or than `max_tokens` in `tunesmith.json`, in a format."
        why "Trainers cut what is beyond, most of them from the end: the answer goes first, and half of one is no JSON; others leave the row out, or cut the question."
        wrong "2,100 tokens with a budget of 2,048"
        right "a larger budget, a shorter prompt, or a shorter text"
    PERSONAL_DATA: "personal-data" Warn false
        "`audit`: a value that reaches a message holds what looks like personal data or a secret: an e-mail address, a phone, card or account \
         number, an IP address, a key of a service, a handle or profile link."
        why "A model may learn it by heart and tell others."
        wrong "{\"body\": \"Write to ann@example.com.\", …}"
        right "{\"body\": \"Write to <EMAIL>.\", …}, as `gen-data --mask-personal` does it"
}
