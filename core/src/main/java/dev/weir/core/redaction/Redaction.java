package dev.weir.core.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A rule set ready for use: immutable, shared by all bodies to which the rules apply. Making one
 * takes well under a millisecond.
 */
public final class Redaction {

    private static final int HASH_DIGITS = 4;

    private final RedactionRules rules;
    private final byte[] salt;
    private final Detectors detectors;

    private Redaction(RedactionRules rules, byte[] salt) {
        this.rules = rules;
        this.salt = salt;
        this.detectors = new Detectors(rules.kinds(), rules.patterns());
    }

    /**
     * @param salt what the short hashes in replacements depend on besides the secret: one of each
     *     organisation, kept like a key, so that nobody else can try out what was there
     */
    public static Redaction of(RedactionRules rules, byte[] salt) {
        return new Redaction(rules, salt.clone());
    }

    public RedactionRules rules() {
        return rules;
    }

    /**
     * All of them in one: what any of them finds is found, and a replacement says no more than the
     * one that says least. They are of one organisation.
     *
     * @param all at least one
     */
    public static Redaction together(List<Redaction> all) {
        Redaction first = all.getFirst();
        if (all.size() == 1) {
            return first;
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Set<CustomPattern> patterns = new LinkedHashSet<>();
        boolean hashed = true;
        for (Redaction one : all) {
            kinds.addAll(one.rules.kinds());
            patterns.addAll(one.rules.patterns());
            hashed &= one.rules.mark() == RedactionRules.Mark.KIND_AND_HASH;
        }
        return new Redaction(
                new RedactionRules(
                        kinds,
                        List.copyOf(patterns),
                        first.rules.apply(),
                        first.rules.mode(),
                        hashed ? RedactionRules.Mark.KIND_AND_HASH : RedactionRules.Mark.KIND),
                first.salt);
    }

    /** For one body that passes; it changes the body where the rules' mode is {@code enforce}. */
    public Redactor redactor() {
        return redactor(rules.mode() == RedactionRules.Mode.ENFORCE);
    }

    /**
     * For one body that passes.
     *
     * @param replaces whether what is found is replaced, or only told
     */
    public Redactor redactor(boolean replaces) {
        return new Redactor(this, replaces, Findings.MOST_EDITS);
    }

    /**
     * For one body that passes.
     *
     * @param replaces whether what is found is replaced, or only told
     * @param stream true where it is a stream of events, whose pieces of text are put together
     */
    public BodyRedactor redactor(boolean replaces, boolean stream) {
        return stream ? new StreamRedactor(this, replaces) : redactor(replaces);
    }

    /** A whole body, whatever it holds; by the rules' mode. */
    public Redacted redact(byte[] body) {
        return redact(body, rules.mode() == RedactionRules.Mode.ENFORCE);
    }

    /** A whole body, whatever it holds. */
    public Redacted redact(byte[] body, boolean replaces) {
        Redactor redactor = redactor(replaces);
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        redactor.feed(body, 0, body.length, out::write);
        redactor.end(out::write);
        Findings findings = redactor.findings();
        return new Redacted(findings.isEmpty() || !replaces ? body : out.toByteArray(), findings);
    }

    /**
     * A whole recorded answer that came as a stream of events: what a model wrote is put together
     * from its pieces first, so that what was cut into several events is found too.
     *
     * @see StreamedText
     */
    public Redacted redactStream(byte[] body) {
        return StreamedText.redact(this, body, rules.mode() == RedactionRules.Mode.ENFORCE);
    }

    /**
     * The value of a field as it may be kept; its name counts for what is found by name. It is
     * changed whatever the rules' mode is.
     */
    public Redacted redactField(String name, String value) {
        String before = name + ": ";
        byte[] bytes = (before + value).getBytes(StandardCharsets.ISO_8859_1);
        Redacted redacted = redact(bytes, true);
        if (redacted.findings().isEmpty()) {
            return new Redacted(value.getBytes(StandardCharsets.ISO_8859_1), Findings.NONE);
        }
        String text = new String(redacted.bytes(), StandardCharsets.ISO_8859_1);
        String kept = text.startsWith(before) ? text.substring(before.length()) : "[redacted]";
        return new Redacted(kept.getBytes(StandardCharsets.ISO_8859_1), redacted.findings());
    }

    /** A short text such as a header's value or a URL, one character an octet. */
    public String redact(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new String(redact(bytes).bytes(), StandardCharsets.ISO_8859_1);
    }

    Detectors detectors() {
        return detectors;
    }

    /**
     * What takes the place of a find: {@code [redacted:email]} or {@code [redacted:email:3f2a]}.
     */
    String replacement(String word, Window window, int from, int to) {
        if (rules.mark() == RedactionRules.Mark.KIND) {
            return "[redacted:" + word + "]";
        }
        return "[redacted:" + word + ":" + hash(window.text(from, to)) + "]";
    }

    private String hash(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) salt.length);
            digest.update(salt);
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
