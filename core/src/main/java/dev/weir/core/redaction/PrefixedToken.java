package dev.weir.core.redaction;

import java.util.List;
import java.util.Locale;

/**
 * A token that says what it is: a fixed beginning, then so many characters of a class. Most
 * providers' keys are of this sort.
 */
final class PrefixedToken implements Detector {

    private final Kind kind;
    private final byte[] prefix;
    private final int offset;
    private final int mask;
    private final int least;
    private final int most;
    private final boolean random;

    private PrefixedToken(
            Kind kind, String prefix, int offset, int mask, int least, int most, boolean random) {
        this.kind = kind;
        this.prefix = Chars.ascii(prefix);
        this.offset = offset;
        this.mask = mask;
        this.least = least;
        this.most = most;
        this.random = random;
    }

    /** All of them, with their triggers. */
    static List<Trigger> all() {
        int alnum = Chars.ALNUM;
        int word = Chars.WORD;
        int id = Chars.ALNUM | Chars.UNDERSCORE;
        int capitals = Chars.UPPER | Chars.DIGIT;
        int dotted = Chars.WORD | Chars.DOT;
        return List.of(
                of(Kind.ANTHROPIC_KEY, "sk-ant-", "k-a", word, 20, 240),
                of(Kind.OPENROUTER_KEY, "sk-or-v1-", "k-o", Chars.HEX, 32, 80),
                of(Kind.OPENAI_KEY, "sk-proj-", "k-p", word, 20, 240),
                of(Kind.OPENAI_KEY, "sk-svcacct-", "k-s", word, 20, 240),
                of(Kind.OPENAI_KEY, "sk-admin-", "k-a", word, 20, 240),
                of(Kind.OPENAI_KEY, "sk-", "sk-", alnum, 32, 64),
                of(Kind.GOOGLE_KEY, "AIza", "aiz", word, 35, 35),
                of(Kind.GOOGLE_KEY, "GOCSPX-", "csp", word, 24, 32),
                of(Kind.GOOGLE_KEY, "ya29.", "a29", word, 30, 2048),
                of(Kind.GROQ_KEY, "gsk_", "gsk", alnum, 40, 64),
                of(Kind.XAI_KEY, "xai-", "xai", alnum, 60, 100),
                of(Kind.PERPLEXITY_KEY, "pplx-", "plx", alnum, 40, 64),
                of(Kind.HUGGINGFACE_TOKEN, "hf_", "hf_", alnum, 30, 40),
                of(Kind.REPLICATE_TOKEN, "r8_", "r8_", alnum, 37, 40),
                of(Kind.WEIR_TOKEN, "weir_vk_", "_vk", alnum, 49, 49),
                of(Kind.WEIR_TOKEN, "weir_pat_", "r_p", alnum, 49, 49),
                of(Kind.WEIR_TOKEN, "weir_st_", "r_s", alnum, 49, 49),
                plain(Kind.AWS_ACCESS_KEY, "AKIA", "aki", capitals, 16, 16),
                plain(Kind.AWS_ACCESS_KEY, "ASIA", "asi", capitals, 16, 16),
                of(Kind.GITHUB_TOKEN, "ghp_", "ghp", alnum, 36, 255),
                of(Kind.GITHUB_TOKEN, "gho_", "gho", alnum, 36, 255),
                of(Kind.GITHUB_TOKEN, "ghu_", "ghu", alnum, 36, 255),
                of(Kind.GITHUB_TOKEN, "ghs_", "ghs", alnum, 36, 255),
                of(Kind.GITHUB_TOKEN, "ghr_", "ghr", alnum, 36, 255),
                of(Kind.GITHUB_TOKEN, "github_pat_", "b_p", id, 60, 100),
                of(Kind.GITLAB_TOKEN, "glpat-", "glp", dotted, 20, 64),
                of(Kind.GITLAB_TOKEN, "glrt-", "glr", dotted, 20, 64),
                of(Kind.GITLAB_TOKEN, "gldt-", "gld", dotted, 20, 64),
                slack("xoxb-"),
                slack("xoxp-"),
                slack("xoxa-"),
                slack("xoxr-"),
                slack("xoxs-"),
                slack("xoxe-"),
                of(Kind.SLACK_TOKEN, "xapp-", "xap", alnum | Chars.DASH, 30, 250),
                of(Kind.STRIPE_KEY, "sk_live_", "k_l", alnum, 16, 128),
                of(Kind.STRIPE_KEY, "rk_live_", "k_l", alnum, 16, 128),
                of(Kind.STRIPE_KEY, "sk_test_", "k_t", alnum, 16, 128),
                of(Kind.STRIPE_KEY, "rk_test_", "k_t", alnum, 16, 128),
                of(Kind.STRIPE_KEY, "whsec_", "whs", alnum | Chars.PLUS_SLASH, 24, 64),
                of(Kind.NPM_TOKEN, "npm_", "pm_", alnum, 36, 36),
                of(Kind.PYPI_TOKEN, "pypi-", "pyp", word, 80, 250),
                plain(Kind.SENDGRID_KEY, "SG.", "sg.", dotted, 66, 66));
    }

    Kind kind() {
        return kind;
    }

    private static Trigger slack(String prefix) {
        return of(Kind.SLACK_TOKEN, prefix, "xox", Chars.ALNUM | Chars.DASH, 20, 250);
    }

    private static Trigger of(
            Kind kind, String prefix, String trigger, int mask, int least, int most) {
        return trigger(kind, prefix, trigger, mask, least, most, true);
    }

    private static Trigger plain(
            Kind kind, String prefix, String trigger, int mask, int least, int most) {
        return trigger(kind, prefix, trigger, mask, least, most, false);
    }

    private static Trigger trigger(
            Kind kind,
            String prefix,
            String trigger,
            int mask,
            int least,
            int most,
            boolean random) {
        int offset = prefix.toLowerCase(Locale.ROOT).indexOf(trigger);
        if (offset < 0) {
            throw new IllegalArgumentException("'" + trigger + "' is not in '" + prefix + "'");
        }
        return new Trigger(
                trigger, new PrefixedToken(kind, prefix, offset, mask, least, most, random));
    }

    @Override
    public boolean find(Window window, int trigger) {
        int from = trigger - offset;
        if (from < window.floor || !window.is(from, prefix) || !window.startsWord(from)) {
            return false;
        }
        if (window.behind(from - 1) == '-' && kind == Kind.OPENAI_KEY) {
            return false;
        }
        int body = from + prefix.length;
        int to = window.skip(body, mask, most);
        while (to > body && window.at(to - 1) == '.') {
            to--;
        }
        int length = to - body;
        if (window.starved || length < least || length > most) {
            return false;
        }
        if (kind == Kind.SENDGRID_KEY && window.at(body + 22) != '.') {
            return false;
        }
        Randomness randomness = Randomness.of(window.text(body, to));
        boolean passes =
                random
                        ? randomness.isNoPlaceholder() && randomness.entropy() >= 2.8
                        : randomness.distinct() >= 5;
        return passes && window.found(kind, from, to);
    }
}
