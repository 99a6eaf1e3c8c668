package dev.weir.core.redaction;

/** A whole body after redaction. */
public final class Redacted {

    private final byte[] bytes;
    private final Findings findings;

    Redacted(byte[] bytes, Findings findings) {
        this.bytes = bytes;
        this.findings = findings;
    }

    /** The body, not to be changed; the very array that was given where nothing was changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** What was found. */
    public Findings findings() {
        return findings;
    }
}
