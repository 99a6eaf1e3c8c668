package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;

/** Ends a handler with an error answer. The message is for people and names what was expected. */
final class Refused extends RuntimeException {

    private final ConsoleError error;
    private final Headers fields;

    Refused(ConsoleError error, String message) {
        this(error, message, Headers.EMPTY);
    }

    /**
     * @param fields header fields that go with the answer, e.g. {@code allow}
     */
    Refused(ConsoleError error, String message, Headers fields) {
        super(message, null, false, false);
        this.error = error;
        this.fields = fields;
    }

    ConsoleError error() {
        return error;
    }

    Headers fields() {
        return fields;
    }

    String sentence() {
        String message = getMessage();
        return message == null ? error.word() : message;
    }
}
