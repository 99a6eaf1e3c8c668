package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** {@code weir serve} as its users have it: ready line, doors, signals, and what it refuses. */
class ServeCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FREE_PORTS =
            List.of("serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init")
    private InstalledWeir weir;

    @BeforeEach
    void install() throws Exception {
        weir = InstalledWeir.in(directory);
    }

    private InstalledWeir.Live serve(String... more) throws Exception {
        return weir.start(words(more));
    }

    private static String[] words(String... more) {
        return java.util.stream.Stream.concat(FREE_PORTS.stream(), List.of(more).stream())
                .toArray(String[]::new);
    }

    @Test
    void aLifeFromTheReadyLineToSigtermLeavesEverythingOnRecord() throws Exception {
        int exchanges = 25;
        try (ScriptedProvider provider = ScriptedProvider.start();
                InstalledWeir.Live serving = serve("--provider", "p=" + provider.url())) {
            String ready = serving.line();
            assertThat(ready)
                    .matches(
                            "weir ready proxy=http://127\\.0\\.0\\.1:\\d+ console=http://127\\.0\\.0\\.1:\\d+");
            int proxy = InstalledWeir.port(ready, "proxy");
            int console = InstalledWeir.port(ready, "console");
            provider.always(Scripts.json(200, "{\"answer\":true}"));
            try (RawClient client = RawClient.connect(proxy)) {
                for (int i = 0; i < exchanges; i++) {
                    assertThat(client.post("/p/v1/x", "", "{\"n\":" + i + "}").answer().status())
                            .isEqualTo(200);
                }
            }
            aBrowserIsSentToTheConsole(proxy, console);
            aModelCallAtTheConsoleIsToldTheRightUrl(proxy, console);
            aSecondOneOnTheSameDataDirectoryIsRefused();

            serving.terminate();
            assertThat(serving.awaitExit()).isZero();
            assertThat(serving.rest()).as("the ready line is all of stdout").isEmpty();
            assertThat(serving.err()).contains("\"message\":\"stopping: open exchanges have 30 s");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(weir.data())))
                .isEqualTo("rwx------");
        assertThat(weir.data().resolve("archive.db-wal"))
                .as("at rest the archive is one file")
                .doesNotExist();
        InstalledWeir.Ended verified = weir.run("verify", "--json");
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        JsonNode found = JSON.readTree(verified.out());
        assertThat(found.path("intact").asBoolean()).isTrue();
        // The browser's visit is none; it was greeted, not forwarded.
        assertThat(found.path("exchanges").asInt()).isEqualTo(exchanges);
        assertThat(found.path("bodies").asInt()).isEqualTo(2 * exchanges);
    }

    private static void aBrowserIsSentToTheConsole(int proxy, int console) throws Exception {
        try (RawClient browser = RawClient.connect(proxy)) {
            Answer answer =
                    browser.send(
                                    "GET / HTTP/1.1\r\nHost: 127.0.0.1:"
                                            + proxy
                                            + "\r\nAccept: text/html\r\n\r\n")
                            .answer();
            assertThat(answer.status()).isEqualTo(307);
            assertThat(answer.headers().first("location"))
                    .isEqualTo("http://127.0.0.1:" + console + "/");
        }
    }

    private static void aModelCallAtTheConsoleIsToldTheRightUrl(int proxy, int console)
            throws Exception {
        try (RawClient lost = RawClient.connect(console)) {
            Answer answer = lost.post("/p/v1/chat/completions?a=b", "", "{}").answer();
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.weirError()).isEqualTo("wrong_door");
            assertThat(answer.body().text())
                    .contains("http://127.0.0.1:" + proxy + "/p/v1/chat/completions");
        }
    }

    private void aSecondOneOnTheSameDataDirectoryIsRefused() throws Exception {
        InstalledWeir.Ended second = weir.run(words());
        assertThat(second.code()).isOne();
        assertThat(second.out()).isEmpty();
        assertThat(second.err())
                .contains(weir.data().toString())
                .contains("One data directory serves one Weir");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            InstalledWeir.Ended ended =
                    weir.run("serve", "--console", "127.0.0.1:0", "--listen", address);
            assertThat(ended.code()).isOne();
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .contains("weir: Port " + other.getLocalPort() + " ")
                    .contains("in use")
                    .contains("--listen HOST:PORT");
        }
    }

    @Test
    void aMistakeInTheFileIsWrongUsageAndNamesTheNearestKey() throws Exception {
        Path file = Files.writeString(directory.resolve("w.yaml"), "timeouts:\n  conect: 1s\n");
        InstalledWeir.Ended ended = weir.run(words("--config", file.toString()));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains(file + ", line 2")
                .contains("'timeouts.conect'; the nearest is 'timeouts.connect'");
    }

    @Test
    void aDirectoryThatIsNoneIsSaidInWords() throws Exception {
        Path file = Files.createFile(directory.resolve("occupied"));
        InstalledWeir.Ended ended = weir.run(words("--data", file.toString()));
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains(file + " exists and is not a directory.");
    }

    @Test
    void aTrustFileWithoutCertificatesIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), "");
        InstalledWeir.Ended ended = weir.run(words("--set", "tls.trust=" + file));
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("tls.trust: " + file + " holds no certificate");
    }

    @Test
    void theDemoLeavesItsSessionOnRecord() throws Exception {
        Path data = directory.resolve("demo");
        InstalledWeir.Ended ended = weir.run("demo", "--json", "--data", data.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        List<JsonNode> items = List.copyOf(JSON.readTree(ended.out()).path("items").values());
        assertThat(items).hasSize(9);
        assertThat(items).allMatch(item -> item.path("outcome").asString().equals("complete"));
        assertThat(items.stream().map(item -> item.path("status").asInt()))
                .containsOnlyOnce(529)
                .containsOnly(200, 529);
        assertThat(items.stream().filter(item -> item.path("stream").asBoolean()))
                .hasSizeGreaterThanOrEqualTo(6);
        InstalledWeir.Ended verified = weir.run("verify", "--data", data.toString());
        assertThat(verified.out()).contains("9 exchanges, 18 bodies").contains("all as written");
    }

    @Test
    void aStrangeCommandIsWrongUsageInTwoLines() throws Exception {
        InstalledWeir.Ended ended = weir.run("exchange");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(
                        "weir: There is no command 'exchange'.\n      Did you mean 'exchanges'?\n");
        assertThat(Bytes.of(ended.out())).isEqualTo(Bytes.NONE);
    }
}
