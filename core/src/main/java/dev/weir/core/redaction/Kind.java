package dev.weir.core.redaction;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The closed list of what is found. A custom pattern has a name of its own instead. */
public enum Kind {
    ANTHROPIC_KEY(Group.SECRETS, 3, "Anthropic keys: `sk-ant-…`"),
    OPENAI_KEY(Group.SECRETS, 3, "OpenAI keys and keys of that form: `sk-…`, `sk-proj-…`"),
    OPENROUTER_KEY(Group.SECRETS, 3, "OpenRouter keys: `sk-or-v1-…`"),
    GOOGLE_KEY(Group.SECRETS, 3, "Google API keys `AIza…`, OAuth tokens `ya29.…`, `GOCSPX-…`"),
    GROQ_KEY(Group.SECRETS, 3, "Groq keys: `gsk_…`"),
    XAI_KEY(Group.SECRETS, 3, "xAI keys: `xai-…`"),
    PERPLEXITY_KEY(Group.SECRETS, 3, "Perplexity keys: `pplx-…`"),
    MISTRAL_KEY(Group.SECRETS, 3, "Mistral keys, by the name before them, e.g. `MISTRAL_API_KEY=`"),
    HUGGINGFACE_TOKEN(Group.SECRETS, 3, "Hugging Face tokens: `hf_…`"),
    REPLICATE_TOKEN(Group.SECRETS, 3, "Replicate tokens: `r8_…`"),
    WEIR_TOKEN(Group.SECRETS, 3, "Weir's own: `weir_vk_…`, `weir_pat_…`, `weir_st_…`"),
    AWS_ACCESS_KEY(Group.SECRETS, 3, "AWS access key ids: `AKIA…`, `ASIA…`"),
    AWS_SECRET_KEY(Group.SECRETS, 3, "AWS secret access keys, by the name before them"),
    GCP_SERVICE_ACCOUNT_KEY(Group.SECRETS, 4, "the `private_key` of a Google service account file"),
    AZURE_STORAGE_KEY(Group.SECRETS, 3, "Azure `AccountKey=…`, `SharedAccessKey=…`"),
    AZURE_SAS(Group.SECRETS, 3, "signatures of Azure shared access URLs: `sig=…`"),
    GITHUB_TOKEN(
            Group.SECRETS,
            3,
            "GitHub: `ghp_…`, `gho_…`, `ghu_…`, `ghs_…`, `ghr_…`, `github_pat_…`"),
    GITLAB_TOKEN(Group.SECRETS, 3, "GitLab: `glpat-…`, `glrt-…`, `gldt-…`"),
    SLACK_TOKEN(
            Group.SECRETS,
            3,
            "Slack: `xoxb-…`, `xoxp-…`, `xoxa-…`, `xoxr-…`, `xoxs-…`, `xoxe-…`, `xapp-…`"),
    STRIPE_KEY(
            Group.SECRETS,
            3,
            "Stripe: `sk_live_…`, `rk_live_…`, `sk_test_…`, `rk_test_…`, `whsec_…`"),
    NPM_TOKEN(Group.SECRETS, 3, "npm: `npm_…`"),
    PYPI_TOKEN(Group.SECRETS, 3, "PyPI: `pypi-…`"),
    SENDGRID_KEY(Group.SECRETS, 3, "SendGrid: `SG.….…`"),
    TWILIO_KEY(Group.SECRETS, 3, "Twilio: `SK` and 32 hex digits"),
    TELEGRAM_TOKEN(Group.SECRETS, 3, "Telegram bots: `123456789:AA…`"),
    PRIVATE_KEY(Group.SECRETS, 4, "PEM and PGP private key blocks, also cut off ones"),
    JWT(Group.SECRETS, 3, "signed tokens of three or five parts whose header names an algorithm"),
    BEARER_TOKEN(Group.SECRETS, 1, "what follows `Bearer` or `Basic` in a text"),
    URL_PASSWORD(Group.SECRETS, 2, "the password in `scheme://user:password@host`"),
    SECRET_ASSIGNMENT(
            Group.SECRETS,
            1,
            "a value given to a name such as `password`, `api_key`, `secret`, `token`"),
    HIGH_ENTROPY(Group.SECRETS, 0, "other random strings of 32 to 128 characters"),
    EMAIL(Group.PERSONAL, 1, "e-mail addresses"),
    PHONE(
            Group.PERSONAL,
            1,
            "telephone numbers: international, North American, others after a word such as `tel`"),
    PAYMENT_CARD(Group.PERSONAL, 1, "payment card numbers, by issuer and check digit"),
    IBAN(Group.PERSONAL, 1, "bank account numbers, by country, length and check digits");

    /** What can be turned on together. */
    public enum Group {
        SECRETS,
        PERSONAL;

        /** The word in configuration. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kinds of this group. */
        public Set<Kind> kinds() {
            Set<Kind> kinds = EnumSet.noneOf(Kind.class);
            for (Kind kind : Kind.values()) {
                if (kind.group == this) {
                    kinds.add(kind);
                }
            }
            return kinds;
        }
    }

    private final Group group;
    private final int rank;
    private final String meaning;

    Kind(Group group, int rank, String meaning) {
        this.group = group;
        this.rank = rank;
        this.meaning = meaning;
    }

    /** The word in configuration, in replacements and on record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Group group() {
        return group;
    }

    /** One line for people, with Markdown code marks. */
    public String meaning() {
        return meaning;
    }

    /** Where two finds overlap, the one of higher rank names the whole. */
    int rank() {
        return rank;
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Kind parse(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
