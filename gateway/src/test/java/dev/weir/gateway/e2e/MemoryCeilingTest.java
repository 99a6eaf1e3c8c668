package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.BodyReader;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Clients that stop reading cost a bounded piece of memory each, however much the provider has for
 * them: hundreds of stalled streams of 4 MB fit into a heap of 128 MB, and all of them go on.
 */
class MemoryCeilingTest {

    private static final int STREAM = 4 << 20;
    private static final long CEILING = 512L << 20;

    @TempDir private Path directory;

    @Test
    void twoHundredStalledStreamsStayUnderTheCeiling() throws Exception {
        stalled(200);
    }

    @Test
    @Tag("slow")
    void aThousandStalledStreamsStayUnderTheCeiling() throws Exception {
        stalled(1_000);
    }

    private void stalled(int streams) throws Exception {
        Bytes block = Bytes.of("data: " + "x".repeat(64 * 1024 - 8) + "\n\n");
        try (ScriptedProvider provider =
                        ScriptedProvider.start()
                                .forgetful()
                                .always(
                                        call -> {
                                            call.body().rest();
                                            call.send(
                                                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                                            for (int i = 0; i < STREAM / block.length(); i++) {
                                                call.chunk(block);
                                            }
                                            call.lastChunk("");
                                        });
                ChildWeir weir =
                        ChildWeir.start(
                                Settings.in(directory.resolve("data"))
                                        .provider("p", provider.url())
                                        .set("timeouts.client_stall", "10m"),
                                "-Xmx128m",
                                "-XX:MaxDirectMemorySize=192m")) {
            List<RawClient> clients = new ArrayList<>();
            Deque<BodyReader> bodies = new ArrayDeque<>();
            for (int i = 0; i < streams; i++) {
                RawClient client = RawClient.slow(weir.proxyPort(), 8 << 10);
                clients.add(client);
                client.post("/p/v1/x", "", "{}");
                bodies.add(client.body(client.head()));
            }
            Thread.sleep(2_000);
            long resident = resident(weir.pid());
            System.out.printf(
                    "memory: %d stalled streams, %d MB resident without files%n",
                    streams, resident >> 20);
            assertThat(resident).isLessThan(CEILING);
            for (BodyReader body = bodies.poll(); body != null; body = bodies.poll()) {
                assertThat(body.rest().length()).isEqualTo(STREAM);
                assertThat(body.ended()).isEqualTo(Ended.WHOLE);
            }
            clients.forEach(RawClient::close);
            assertThat(weir.isAlive()).isTrue();
        }
    }

    /** Anonymous resident memory in bytes: mapped files, such as the spool, are not counted. */
    private static long resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IOException("no RssAnon for " + pid);
    }
}
