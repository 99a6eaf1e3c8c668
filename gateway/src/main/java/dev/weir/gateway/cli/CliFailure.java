package dev.weir.gateway.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

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

    /** What an exception says, as the end of a sentence; a file system's own say only the file. */
    static String reason(Throwable e) {
        String said =
                switch (e) {
                    case NoSuchFileException gone -> gone.getFile() + " does not exist";
                    case AccessDeniedException closed -> closed.getFile() + " may not be accessed";
                    case FileAlreadyExistsException file ->
                            file.getFile() + " exists and is not a directory";
                    default -> String.valueOf(e.getMessage());
                };
        String plain = Plain.line(e.getMessage() == null ? e.getClass().getSimpleName() : said);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    /** The exit code: 1, or 2 for wrong usage. */
    int code() {
        return code;
    }

    String remedy() {
        return remedy;
    }
}
