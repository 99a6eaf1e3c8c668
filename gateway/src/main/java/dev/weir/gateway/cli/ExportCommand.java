package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir export}: exchanges with their bodies. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes exchanges with their bodies, newest first: one JSON object a line, a HAR file, or spans in OTLP's JSON.")
final class ExportCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Mixin private final FilterOptions filter = new FilterOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, har or otlp (default: ${DEFAULT-VALUE}).")
    private String format = "jsonl";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, readable by you alone (default: stdout).")
    private @Nullable Path file;

    @Option(names = "--json", description = "Accepted as everywhere; both forms are JSON anyway.")
    @SuppressWarnings("UnusedVariable") // There is nothing to decide.
    private boolean json;

    ExportCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        if (!List.of("jsonl", "har", "otlp").contains(format)) {
            throw CliFailure.usage(
                    "--format: '" + Plain.line(format) + "' is not known.",
                    "Use jsonl, har or otlp.");
        }
        StringBuilder path = new StringBuilder("/api/v1/export?format=" + format);
        filter.appendTo(path, Instant.now());
        try (Api api = new Api(server.url(io));
                InputStream body = api.stream(path.toString())) {
            if (file == null) {
                copy(body, io.out());
                io.out().flush();
            } else {
                long bytes = write(body, file);
                io.err().println("Wrote " + Exchanges.bytes(bytes) + " to " + file);
            }
        }
        return 0;
    }

    /** Writes beside the file and moves it there when it is whole. */
    private static long write(InputStream body, Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Path part =
                Files.createTempFile(
                        whole.getParent(),
                        ".weir-export",
                        ".part",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            long bytes;
            try (OutputStream out = Files.newOutputStream(part)) {
                bytes = copy(body, out);
            }
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static long copy(InputStream body, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            out.write(buffer, 0, n);
            bytes += n;
            if (out instanceof java.io.PrintStream print && print.checkError()) {
                break;
            }
        }
        return bytes;
    }
}
