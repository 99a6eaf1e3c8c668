package dev.weir.gateway.cli;

import dev.weir.gateway.demo.Demo;
import dev.weir.gateway.main.Verification;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Does once what users do often, so that the Java machine can write down which classes that takes:
 * the {@code weir} script runs it after a build. Its outcome does not matter.
 */
final class Training {

    private Training() {}

    public static void main(String[] args) throws IOException {
        Path data = Files.createTempDirectory("weir-training-");
        Io silent =
                new Io(
                        new PrintStream(
                                OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        new PrintStream(
                                OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                        Map.of("WEIR_HOME", data.toString()),
                        data,
                        false);
        try {
            command(silent, "--help");
            command(silent, "version");
            command(silent, "serve", "--help");
            command(silent, "serve", "--set", "no.such.key=1");
            play(silent, data);
        } finally {
            delete(data);
        }
        System.exit(0);
    }

    private static void play(Io io, Path data) {
        try (Demo demo = Demo.start(data, line -> {})) {
            demo.play();
            String server = demo.console();
            for (List<String> each :
                    List.of(
                            List.of("exchanges"),
                            List.of("exchanges", "--json"),
                            List.of("show", "last"),
                            List.of("info"),
                            List.of("export"),
                            List.of("doctor", "--data", data.toString()),
                            List.of("run", "--plan", "claude"))) {
                String[] words =
                        Stream.concat(
                                        Stream.of(each.getFirst(), "--server", server),
                                        each.stream().skip(1))
                                .toArray(String[]::new);
                command(io, words);
            }
            try (Api api = new Api(URI.create(server))) {
                JsonNode info = api.info();
                io.out().println(info);
            }
        } catch (IOException | RuntimeException e) {
            io.err().println(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void command(Io io, String... words) {
        Main.execute(io, Verification::run, words);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
