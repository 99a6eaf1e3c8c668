package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

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

/** {@code weir export}: exchanges with their bodies, or a session as a document. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes exchanges with their bodies, newest first: one JSON object a line, a HAR file, or spans in OTLP's JSON.",
            "With --session, that session as a document for people: Markdown, or one HTML file."
        })
final class ExportCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Mixin private final FilterOptions filter = new FilterOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "jsonl (the default), har or otlp; of a session markdown (the default) or html.")
    private @Nullable String format;

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "This session, by its id or a part of it, as 'weir sessions' lists it.")
    private @Nullable String session;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, readable by you alone (default: stdout).")
    private @Nullable Path file;

    @Option(
            names = "--json",
            description = "Accepted as everywhere; what is exported has its own form.")
    @SuppressWarnings("UnusedVariable") // There is nothing to decide.
    private boolean json;

    ExportCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws IOException {
        String form =
                form(
                        session == null
                                ? List.of("jsonl", "har", "otlp")
                                : List.of("markdown", "html"));
        try (Api api = server.api(io);
                InputStream body = api.stream(path(api, form))) {
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

    /** The format asked for, else the first of those there are. */
    private String form(List<String> forms) {
        String wanted = format == null ? forms.getFirst() : format;
        if (!forms.contains(wanted)) {
            throw CliFailure.usage(
                    "--format: '" + Plain.line(wanted) + "' is not known.",
                    "Use "
                            + String.join(" or ", forms)
                            + (session == null
                                    ? "; markdown and html with --session ID."
                                    : "; jsonl and har without --session."));
        }
        return wanted;
    }

    private String path(Api api, String form) {
        if (session == null) {
            StringBuilder path = new StringBuilder("/api/v1/export?format=" + form);
            filter.appendTo(path, Instant.now());
            return path.toString();
        }
        if (!filter.isEmpty()) {
            throw CliFailure.usage(
                    "--session takes all calls of one session, without filters.", "See --help.");
        }
        JsonNode found = ShownId.session(api, session);
        if (found == null) {
            throw new CliFailure(
                    "There is no session '" + Plain.line(session) + "'.",
                    "See what there is with: weir sessions");
        }
        return "/api/v1/sessions/" + found.path("id").asString("") + "/export?format=" + form;
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
