package dev.weir.gateway.main;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where a user is signed in: one token a server, in {@code sign-ins.json}, which its owner alone
 * can read. One of the servers may be the gateway that calls go through.
 */
public final class SignInFile {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A sign-in.
     *
     * @param server the console's URL without a trailing slash
     * @param token the session; a secret
     * @param who the user's address, empty where it is not known
     * @param proxy the proxy port's URL, empty where it is not known
     * @param gateway true where calls go through it
     */
    public record Entry(String server, String token, String who, String proxy, boolean gateway) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Entry[" + server + ", " + who + "]";
        }
    }

    private final Path file;

    /**
     * @param home the user's directory of Weir
     */
    public SignInFile(Path home) {
        this.file = home.resolve("sign-ins.json");
    }

    public Path path() {
        return file;
    }

    /**
     * The sign-in at a server; null for none.
     *
     * @throws IOException where the file cannot be read or is damaged
     */
    public @Nullable Entry find(String server) throws IOException {
        return read().path(server) instanceof ObjectNode node ? entry(server, node) : null;
    }

    /** The sign-in at the gateway that calls go through; null for none. */
    public @Nullable Entry gateway() throws IOException {
        for (Map.Entry<String, JsonNode> each : read().properties()) {
            if (each.getValue().path("gateway").asBoolean(false)) {
                return entry(each.getKey(), each.getValue());
            }
        }
        return null;
    }

    private static Entry entry(String server, JsonNode node) {
        return new Entry(
                server,
                node.path("token").asString(""),
                node.path("who").asString(""),
                node.path("proxy").asString(""),
                node.path("gateway").asBoolean(false));
    }

    /** Keeps a sign-in; where calls go through it, they go through no other any more. */
    public void keep(Entry entry) throws IOException {
        ObjectNode all = read();
        if (entry.gateway()) {
            all.forEach(
                    each -> {
                        if (each instanceof ObjectNode other) {
                            other.remove("gateway");
                        }
                    });
        }
        ObjectNode node = all.putObject(entry.server());
        node.put("token", entry.token()).put("who", entry.who());
        if (!entry.proxy().isEmpty()) {
            node.put("proxy", entry.proxy());
        }
        if (entry.gateway()) {
            node.put("gateway", true);
        }
        write(all);
    }

    public void forget(String server) throws IOException {
        ObjectNode all = read();
        if (all.remove(server) != null) {
            write(all);
        }
    }

    private ObjectNode read() throws IOException {
        try {
            if (Files.exists(file)) {
                if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode all) {
                    return all;
                }
                throw damaged();
            }
        } catch (JacksonException e) {
            // The parser's message may quote the text, which has tokens in it.
            throw damaged();
        }
        return JSON.createObjectNode();
    }

    private static IOException damaged() {
        return new IOException("it is not a JSON object");
    }

    private void write(JsonNode all) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Path next = file.resolveSibling("sign-ins.json.new");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, all.toString());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
