package dev.weir.gateway.intake.otlp;

/** A request cannot be read as OTLP; the message says why, for people. */
public final class MalformedRequest extends Exception {

    private final boolean tooLarge;

    MalformedRequest(String message) {
        this(message, false);
    }

    /**
     * @param tooLarge true where it may well be OTLP, and is more than Weir takes at once
     */
    MalformedRequest(String message, boolean tooLarge) {
        super(message, null, false, false);
        this.tooLarge = tooLarge;
    }

    /** True where a smaller request could be read. */
    public boolean tooLarge() {
        return tooLarge;
    }

    /** The reason. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "malformed" : message;
    }
}
