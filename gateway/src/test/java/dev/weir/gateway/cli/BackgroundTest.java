package dev.weir.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A script that is a stand-in is started in the background; what answers is a fake console. */
class BackgroundTest {

    @TempDir Path home = Path.of("");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void itWaitsUntilWeirAnswers() throws Exception {
        int port = freePort();
        Path seen = home.resolve("seen");
        String script = script("echo \"$1\" >" + seen + "; sleep 1");
        CompletableFuture<FakeConsole> console =
                CompletableFuture.supplyAsync(
                        () -> {
                            while (!Files.exists(seen)) {
                                LockSupport.parkNanos(5_000_000);
                            }
                            return new FakeConsole(port);
                        });
        try (Api api = new Api(URI.create("http://127.0.0.1:" + port))) {
            new Background(io(), script).start(api, home.resolve("data"), null);
        }
        console.join().close();
        assertThat(seen).hasContent("serve");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("serve.log");
        Path data = home.resolve("data");
        assertThat(mode(data)).isEqualTo("rwx------");
        assertThat(mode(data.resolve("serve.log"))).isEqualTo("rw-------");
    }

    @Test
    void whatItSaidIsInTheMessageWhereItEndsAtOnce() throws Exception {
        String script =
                script(
                        "echo 'weir: the disk is on fire' >&2; echo '      Put it out.' >&2; exit 1");
        try (Api api = new Api(URI.create("http://127.0.0.1:" + freePort()))) {
            assertThatThrownBy(
                            () ->
                                    new Background(io(), script)
                                            .start(api, home.resolve("data"), null))
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("the disk is on fire");
        }
    }

    @Test
    void withoutTheScriptItSaysHowToStartWeir() throws Exception {
        try (Api api = new Api(URI.create("http://127.0.0.1:" + freePort()))) {
            assertThatThrownBy(
                            () -> new Background(io(), "").start(api, home.resolve("data"), null))
                    .isInstanceOf(CliFailure.class)
                    .hasMessageContaining("is not running");
        }
    }

    private Io io() {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Io(
                stream, stream, Map.of("WEIR_HOME", home.resolve("data").toString()), home, false);
    }

    private String script(String text) throws IOException {
        Path script = Files.writeString(home.resolve("weir"), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
