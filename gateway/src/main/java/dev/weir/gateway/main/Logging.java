package dev.weir.gateway.main;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends all messages to stderr, one JSON object a line: {@code time}, {@code level}, {@code
 * logger}, {@code message}, and {@code error} with the stack where there is one. Control characters
 * are escaped, so that no message can forge a line or drive a terminal.
 */
public final class Logging {

    private static final String MANAGER = "java.util.logging.manager";
    private static final int MAX_FRAMES = 24;

    private Logging() {}

    /** Replaces whatever is set up by this. */
    public static void install(Configuration.LogLevel level) {
        install(level, System.err);
    }

    static void install(Configuration.LogLevel level, PrintStream out) {
        // Read once, when the first message is written or the next line runs.
        if (System.getProperty(MANAGER) == null) {
            System.setProperty(MANAGER, UntilTheEnd.class.getName());
        }
        LogManager manager = LogManager.getLogManager();
        if (manager instanceof UntilTheEnd ours) {
            ours.clear();
        } else {
            manager.reset();
        }
        Logger root = Logger.getLogger("");
        root.setLevel(
                switch (level) {
                    case ERROR -> Level.SEVERE;
                    case WARN -> Level.WARNING;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.FINE;
                });
        root.addHandler(new Lines(out));
    }

    /**
     * Keeps its handlers while the program stops. The platform's own takes them away as soon as a
     * signal arrives, and with them all that is said about draining.
     */
    public static final class UntilTheEnd extends LogManager {

        private void clear() {
            super.reset();
        }

        @Override
        public void reset() {
            // Only the program itself changes what is set up.
        }
    }

    private static final class Lines extends Handler {
        private final PrintStream out;
        private final SimpleFormatter messages = new SimpleFormatter();

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) {
                out.println(line(event, messages.formatMessage(event)));
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }

    static String line(LogRecord event, String message) {
        StringBuilder line = new StringBuilder(200);
        line.append("{\"time\":\"").append(Instant.ofEpochMilli(event.getMillis()));
        line.append("\",\"level\":\"").append(word(event.getLevel())).append("\",\"logger\":");
        quote(line, String.valueOf(event.getLoggerName()));
        line.append(",\"message\":");
        quote(line, message);
        Throwable error = event.getThrown();
        if (error != null) {
            line.append(",\"error\":");
            quote(line, error.toString());
            line.append(",\"stack\":[");
            StackTraceElement[] frames = error.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                line.append(i == 0 ? "" : ",");
                quote(line, frames[i].toString());
            }
            line.append(']');
        }
        return line.append('}').toString();
    }

    private static String word(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warn";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    /** Appends a JSON string in ASCII. */
    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
