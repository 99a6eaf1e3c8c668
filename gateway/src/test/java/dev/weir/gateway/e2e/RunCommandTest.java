package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code weir run}: it starts a Weir where there is none, and then it is the tool. */
class RunCommandTest {

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init")
    private InstalledWeir weir;

    @SuppressWarnings("NullAway.Init")
    private Path config;

    private int listen;
    private int console;

    @BeforeEach
    void install() throws Exception {
        weir = InstalledWeir.in(directory);
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listen = one.getLocalPort();
            console = two.getLocalPort();
        }
        config =
                Settings.in(weir.data())
                        .set("listen", "127.0.0.1:" + listen)
                        .set("console", "127.0.0.1:" + console)
                        .write(directory.resolve("weir.yaml"));
    }

    @AfterEach
    void stopBackground() throws Exception {
        for (ProcessHandle each : weir.running()) {
            each.destroy();
            each.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private InstalledWeir.Ended run(String input, String... tool)
            throws IOException, InterruptedException {
        List<String> words =
                new java.util.ArrayList<>(List.of("run", "--config", config.toString(), "--"));
        words.addAll(List.of(tool));
        return weir.runWith(input, words.toArray(String[]::new));
    }

    @Test
    void itStartsWeirAndIsTheTool() throws Exception {
        InstalledWeir.Ended first =
                run(
                        "typed\n",
                        "sh",
                        "-c",
                        "cat; echo \"$ANTHROPIC_BASE_URL\"; echo oops >&2; exit 7");
        assertThat(first.code()).as(first.err()).isEqualTo(7);
        assertThat(first.out()).isEqualTo("typed\nhttp://127.0.0.1:" + listen + "/anthropic\n");
        assertThat(first.err()).contains("started; its messages are in").endsWith("oops\n");
        assertThat(Files.readString(weir.data().resolve("serve.log")))
                .contains("weir ready proxy=http://127.0.0.1:" + listen + " ");

        InstalledWeir.Ended second = run("", "sh", "-c", "kill -TERM $$");
        assertThat(second.code()).as("a signal's death").isEqualTo(143);
        assertThat(second.err()).as("one Weir is enough").doesNotContain("started;");
        assertThat(weir.running()).hasSize(1);
    }

    @Test
    void aWeirThatWasNamedAndIsNotThereIsNotStarted() throws Exception {
        InstalledWeir.Ended ended =
                weir.run("run", "--server", "http://127.0.0.1:" + console, "--", "true");
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("Nothing answers at http://127.0.0.1:" + console);
    }
}
