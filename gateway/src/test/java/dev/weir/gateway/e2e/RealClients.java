package dev.weir.gateway.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Real tools, installed once from npm at pinned versions below {@code target}. */
final class RealClients {

    private static final List<String> PACKAGES =
            List.of(
                    "@anthropic-ai/claude-code@2.1.329",
                    "@openai/codex@0.169.0",
                    "openai@6.49.0",
                    "@anthropic-ai/sdk@1.11.0");

    private final Path directory;

    private RealClients(Path directory) {
        this.directory = directory;
    }

    /** Installs what is missing; needs npm and Node 20 or newer on the path. */
    static RealClients install() throws IOException, InterruptedException {
        return install(Path.of("target", "clients"), PACKAGES);
    }

    /** Installs one package besides the usual ones, on its own. */
    static RealClients install(String single) throws IOException, InterruptedException {
        return install(
                Path.of("target", "clients-" + single.replaceAll("[^a-z]+", "-")), List.of(single));
    }

    private static RealClients install(Path where, List<String> packages)
            throws IOException, InterruptedException {
        Path directory = where.toAbsolutePath();
        Files.createDirectories(directory);
        Path stamp = directory.resolve("installed.txt");
        String wanted = String.join("\n", packages);
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
            Files.writeString(directory.resolve("package.json"), "{\"private\":true}");
            List<String> command =
                    new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund"));
            command.addAll(packages);
            Finished npm = run(directory, Map.of(), command);
            if (npm.status() != 0) {
                throw new IOException("npm install failed:\n" + npm.output());
            }
            Files.writeString(stamp, wanted);
        }
        return new RealClients(directory);
    }

    /**
     * @param status the exit status
     * @param output standard output
     * @param errors standard error
     */
    record Finished(int status, String output, String errors) {}

    /** Runs an installed tool with a home directory of its own and no variable of the caller's. */
    Finished tool(String name, Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(directory.resolve("node_modules/.bin/" + name).toString());
        command.addAll(List.of(arguments));
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("HOME", home.toString());
        all.put("PATH", System.getenv("PATH"));
        Path project = Files.createDirectories(home.resolve("project"));
        return run(project, all, command);
    }

    /** A tool that runs until it is closed. */
    record Running(Process process) implements AutoCloseable {
        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** Starts an installed tool; what it prints goes into a file. */
    Running start(String name, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(directory.resolve("node_modules/.bin/" + name).toString());
        command.addAll(List.of(arguments));
        return new Running(
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
    }

    /** Runs a script of the test resources with Node beside the installed packages. */
    Finished script(String name, String... arguments) throws IOException, InterruptedException {
        Path script = directory.resolve(name);
        try (var in = RealClients.class.getResourceAsStream("/clients/" + name)) {
            if (in == null) {
                throw new IOException("no script " + name);
            }
            Files.write(script, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        return run(directory, Map.of("PATH", System.getenv("PATH")), command);
    }

    private static Finished run(Path where, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("client", ".out");
        Path errors = Files.createTempFile("client", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        if (!environment.isEmpty()) {
            builder.environment().clear();
            builder.environment().putAll(environment);
        }
        Process process = builder.start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new IOException(command + " did not end:\n" + Files.readString(errors));
            }
            return new Finished(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8),
                    Files.readString(errors, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }
}
