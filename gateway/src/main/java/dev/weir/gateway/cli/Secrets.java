package dev.weir.gateway.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Asks for passwords and keys: on a terminal without an echo, else a line of standard input. */
final class Secrets {

    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Secrets() {}

    static String ask(String what) {
        // Never null since Java 22; what it says of null annotations is older.
        Console console = Objects.requireNonNull(System.console());
        if (console.isTerminal()) {
            char[] typed = console.readPassword("%s: ", what);
            return typed == null ? "" : new String(typed).strip();
        }
        try {
            String line = INPUT.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new CliFailure(
                    "Standard input cannot be read: " + CliFailure.reason(e) + ".",
                    "Give " + what + " as a line of standard input.");
        }
    }
}
