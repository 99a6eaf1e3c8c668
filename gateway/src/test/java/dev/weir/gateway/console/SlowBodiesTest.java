package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.people.Role;
import dev.weir.gateway.console.ControlFixture.Shown;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Those who send their bodies slowly take the room of nobody else, and not for long. */
class SlowBodiesTest {

    @TempDir private Path directory;

    private static Wire begin(ControlFixture console, String path, String line) throws IOException {
        Wire wire = new Wire(console.port);
        wire.send(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + console.port
                        + "\r\n"
                        + line
                        + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        return wire;
    }

    @Test
    void whoHasNotSignedInTakesNoRoomFromThoseWhoHave() throws Exception {
        List<Wire> slow = new ArrayList<>();
        try (ControlFixture console = new ControlFixture(directory)) {
            for (int i = 0; i < HttpLimits.USUAL.calls(); i++) {
                slow.add(begin(console, "/api/v1/sign-in", ""));
            }
            assertThat(
                            ConsoleFixture.soon(
                                    () -> {
                                        try {
                                            return console.ask(
                                                                    "nobody",
                                                                    "POST",
                                                                    "/api/v1/sign-in",
                                                                    "{}")
                                                            .status()
                                                    == 503;
                                        } catch (IOException e) {
                                            return false;
                                        }
                                    }))
                    .isTrue();
            assertThat(console.ask("acme/member", "GET", "/api/v1/me", "").status()).isEqualTo(200);
            String key = ControlFixture.who("acme", Role.MEMBER, Shown.VIRTUAL_KEY);
            assertThat(console.ask(key, "GET", "/api/v1/me", "").status()).isEqualTo(200);
        } finally {
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }

    /** A byte now and then does not put the end off. */
    @Test
    void aShortBodyHasToBeThereInTime() throws Exception {
        HttpLimits limits = HttpLimits.USUAL.withForms(Duration.ofMillis(600));
        try (ControlFixture console = new ControlFixture(directory, limits)) {
            for (String path : List.of("/api/v1/sign-in", "/api/v1/teams")) {
                String line = "Authorization: Bearer " + console.token("acme/owner") + "\r\n";
                try (Wire wire = begin(console, path, line)) {
                    long before = System.nanoTime();
                    int sent = 1;
                    boolean open = true;
                    while (open && sent < 100) {
                        Thread.sleep(100);
                        try {
                            wire.send(" ");
                            sent++;
                            open = wire.in.available() == 0;
                        } catch (IOException e) {
                            open = false;
                        }
                    }
                    assertThat(open).as(path).isFalse();
                    assertThat(Duration.ofNanos(System.nanoTime() - before))
                            .as(path)
                            .isBetween(Duration.ofMillis(500), Duration.ofSeconds(8));
                }
            }
        }
    }
}
