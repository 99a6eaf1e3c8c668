package dev.weir.gateway.intake;

/** A line or an entry gives no exchange; the message says why, for people. */
final class Unusable extends Exception {

    Unusable(String message) {
        super(message, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
