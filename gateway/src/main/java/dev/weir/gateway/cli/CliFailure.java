package dev.weir.gateway.cli;

/** A command cannot do what was asked: one sentence that says so, and one that says what to do. */
final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final int code;

    CliFailure(String message, String remedy) {
        this(message, remedy, 1);
    }

    private CliFailure(String message, String remedy, int code) {
        super(message);
        this.remedy = remedy;
        this.code = code;
    }

    /** What was asked for makes no sense. */
    static CliFailure usage(String message, String remedy) {
        return new CliFailure(message, remedy, 2);
    }

    /** The exit code: 1, or 2 for wrong usage. */
    int code() {
        return code;
    }

    String remedy() {
        return remedy;
    }
}
