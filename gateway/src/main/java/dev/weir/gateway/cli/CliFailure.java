package dev.weir.gateway.cli;

/** A command cannot do what was asked: one sentence that says so, and one that says what to do. */
final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    CliFailure(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
