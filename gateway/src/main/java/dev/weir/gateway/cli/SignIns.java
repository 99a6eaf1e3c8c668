package dev.weir.gateway.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where this user is signed in: one token a server, in {@code ~/.weir/sign-ins.json}, readable by
 * its owner alone. {@code $WEIR_TOKEN} counts over it.
 */
final class SignIns {

    private final Io io;
    private final Path file;

    SignIns(Io io) {
        this.io = io;
        String home = io.variable("WEIR_HOME");
        Path directory = home.isEmpty() ? io.home().resolve(".weir") : Path.of(home);
        this.file = directory.resolve("sign-ins.json");
    }

    /** The token for a server, empty where there is none. */
    String token(URI server) {
        String given = io.variable("WEIR_TOKEN");
        return given.isEmpty() ? read().path(server.toString()).path("token").asString("") : given;
    }

    void keep(URI server, String token, String who) {
        ObjectNode all = read();
        all.putObject(server.toString()).put("token", token).put("who", who);
        write(all);
    }

    void forget(URI server) {
        ObjectNode all = read();
        all.remove(server.toString());
        write(all);
    }

    private ObjectNode read() {
        try {
            if (Files.exists(file)
                    && Api.JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode all) {
                return all;
            }
        } catch (IOException | JacksonException e) {
            throw new CliFailure(
                    file + " cannot be read: " + CliFailure.reason(e) + ".",
                    "Repair or remove it, and sign in again.");
        }
        return Api.JSON.createObjectNode();
    }

    private void write(JsonNode all) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling("sign-ins.json.new");
            Files.deleteIfExists(next);
            Files.createFile(
                    next,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, all.toString());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CliFailure(
                    file + " cannot be written: " + CliFailure.reason(e) + ".",
                    "See that the directory is yours.");
        }
    }
}
