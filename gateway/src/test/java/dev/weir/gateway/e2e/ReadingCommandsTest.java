package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** {@code tail}, {@code export}, {@code show} and {@code verify} against a Weir with traffic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ReadingCommandsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TEXT = "{\"text\":\"gr\u00fc\u00df \\u0001\"}";
    private static final Bytes BINARY = Bytes.of(new byte[] {(byte) 0xff, 0, (byte) 0xc3, 10, 13});

    private Path directory;
    private InstalledWeir weir;
    private ScriptedProvider provider;
    private InstalledWeir.Live serving;
    private RawClient client;
    private String server = "";

    @BeforeAll
    void serve(@TempDir Path temporary) throws Exception {
        directory = temporary;
        weir = InstalledWeir.in(directory);
        provider = ScriptedProvider.start();
        provider.always(Scripts.answer(200, "Content-Type: x/y\r\n", BINARY));
        serving =
                weir.start(
                        "serve",
                        "--listen",
                        "127.0.0.1:0",
                        "--console",
                        "127.0.0.1:0",
                        "--provider",
                        "p=" + provider.url());
        String ready = serving.line();
        server = "http://127.0.0.1:" + InstalledWeir.port(ready, "console");
        client = RawClient.connect(InstalledWeir.port(ready, "proxy"));
        for (int i = 0; i < 3; i++) {
            assertThat(client.post("/p/v1/x", "x-weir-tag: part=early\r\n", TEXT).answer().status())
                    .isEqualTo(200);
        }
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        serving.close();
        provider.close();
    }

    @Test
    void tailShowsAnExchangeWhileItGoesOn() throws Exception {
        try (InstalledWeir.Live tail =
                weir.start("tail", "--json", "--count", "1", "--server", server)) {
            Thread asking = Thread.ofVirtual().start(this::askUntilInterrupted);
            JsonNode seen = JSON.readTree(tail.line());
            asking.interrupt();
            asking.join();
            assertThat(seen.path("path").asString()).isEqualTo("/v1/live");
            assertThat(tail.awaitExit()).isZero();
            assertThat(tail.rest()).isEmpty();
        }
    }

    /** The tail sees what comes on record after it has begun, and when that is nobody tells. */
    private void askUntilInterrupted() {
        try (RawClient other =
                RawClient.connect(InstalledWeir.port("proxy=" + proxyUrl(), "proxy"))) {
            while (!Thread.currentThread().isInterrupted()) {
                other.post("/p/v1/live", "", "{}").answer();
                Thread.sleep(100);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String proxyUrl() {
        try (Console console = new Console(java.net.URI.create(server).getPort())) {
            return console.get("/api/v1/info").json().path("proxy").asString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Test
    void theExportHasOneObjectALineWithTheExactBodies() throws Exception {
        InstalledWeir.Ended ended =
                weir.run("export", "--format", "jsonl", "--tag", "part=early", "--server", server);
        assertThat(ended.code()).as(ended.err()).isZero();
        List<String> lines = ended.out().lines().toList();
        assertThat(lines).hasSize(3);
        for (String line : lines) {
            JsonNode exchange = JSON.readTree(line);
            JsonNode request = exchange.path("request").path("body");
            assertThat(request.path("text").asString()).isEqualTo(TEXT);
            JsonNode response = exchange.path("response").path("body");
            assertThat(response.has("text")).isFalse();
            assertThat(Bytes.of(Base64.getDecoder().decode(response.path("base64").asString())))
                    .isEqualTo(BINARY);
        }
    }

    @Test
    void aCleanArchiveIsFoundCleanWhileItIsWrittenTo() throws Exception {
        InstalledWeir.Ended ended = weir.run("verify");
        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("all as written");
    }

    @Test
    void anInfoDocumentOfSomethingElseIsNotTakenForOne() throws Exception {
        provider.always(Scripts.answer(200, "", Bytes.of("{}")));
        InstalledWeir.Ended ended = weir.run("info", "--server", provider.url());
        provider.always(Scripts.answer(200, "Content-Type: x/y\r\n", BINARY));
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("does not look like Weir");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aDamagedArchiveIsFoundDamagedAndTheExchangeIsNamed() throws Exception {
        Path data = directory.resolve("damaged");
        InstalledWeir.Ended made = weir.run("demo", "--json", "--data", data.toString());
        List<String> ids = new ArrayList<>();
        JSON.readTree(made.out()).path("items").forEach(i -> ids.add(i.path("id").asString()));
        damage(data.resolve("archive.db"));

        InstalledWeir.Ended ended = weir.run("verify", "--data", data.toString());
        assertThat(ended.code()).isOne();
        assertThat(ended.out()).contains("wrong");
        assertThat(ids).anyMatch(ended.out()::contains);

        InstalledWeir.Ended json = weir.run("verify", "--json", "--data", data.toString());
        assertThat(json.code()).isOne();
        assertThat(JSON.readTree(json.out()).path("intact").asBoolean(true)).isFalse();
    }

    /** Turns one bit of the largest compressed frame over. */
    private static void damage(Path database) throws Exception {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            byte[] bytes;
            long first;
            try (Statement query = file.createStatement();
                    ResultSet frame =
                            query.executeQuery(
                                    "SELECT first, z FROM frame ORDER BY length(z) DESC LIMIT 1")) {
                assertThat(frame.next()).isTrue();
                bytes = frame.getBytes("z");
                first = frame.getLong("first");
            }
            bytes[bytes.length / 2] ^= 0x10;
            try (PreparedStatement update =
                    file.prepareStatement("UPDATE frame SET z = ? WHERE first = ?")) {
                update.setBytes(1, bytes);
                update.setLong(2, first);
                assertThat(update.executeUpdate()).isOne();
            }
        }
    }

    @Test
    void whereThereIsNoArchiveItIsSaidPlainly() throws Exception {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        InstalledWeir.Ended ended = weir.run("verify", "--data", empty.toString());
        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("there is no archive at").contains("--data DIR");
    }
}
