package dev.weir.gateway.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command can see and say.
 *
 * @param out for results
 * @param err for everything else
 * @param environment the process's variables
 * @param home the user's directory
 * @param colours true where results may carry colours
 */
record Io(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path home,
        boolean colours) {

    private static final int USUAL_WIDTH = 100;

    /**
     * The process's own. UTF-8 in any locale, since captured content is. The script says whether
     * there is a terminal, which takes Java far longer to find out.
     */
    static Io ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean colours =
                environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                        && Boolean.getBoolean("weir.terminal");
        return new Io(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                environment,
                Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "."))),
                colours);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A variable; empty where it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Columns of the terminal; 100 where nobody says. */
    int width() {
        String said = variable("COLUMNS");
        String columns = said.isEmpty() ? System.getProperty("weir.columns", "") : said;
        return columns.matches("[0-9]{1,4}") && Integer.parseInt(columns) > 0
                ? Math.clamp(Integer.parseInt(columns), 40, 500)
                : USUAL_WIDTH;
    }

    String bold(String text) {
        return styled("1", text);
    }

    String dim(String text) {
        return styled("2", text);
    }

    String red(String text) {
        return styled("31", text);
    }

    String green(String text) {
        return styled("32", text);
    }

    String yellow(String text) {
        return styled("33", text);
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
