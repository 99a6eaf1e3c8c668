package dev.weir.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;

import dev.weir.bench.load.ChatRequests;
import dev.weir.bench.load.LoadDriver;
import dev.weir.bench.load.LoadResult;
import dev.weir.bench.mock.MockProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class PeersTest {
    @TempDir private Path directory;

    @Test
    void timeAndMemoryAreReadBehindAnyCommandName() {
        String stat = "12 (a) b) (c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20";
        assertThat(Usage.ticks(stat)).isEqualTo(300);
        assertThat(Usage.resident("Name:\tx\nVmHWM:\t  9 kB\nVmRSS:\t  12 kB\n")).isEqualTo(12288);
        assertThat(Usage.resident("Name:\tkernel\n")).isZero();
    }

    @Test
    void thisProcessHasUsedSomething() {
        Usage own = Usage.of(List.of(ProcessHandle.current()));
        assertThat(own.cpuMillis()).isPositive();
        assertThat(own.residentBytes()).isGreaterThan(10_000_000);
    }

    @Test
    void nginxPassesTheLoadAndItsWorkersAreCounted() throws IOException {
        Optional<Path> nginx = Nginx.find();
        assumeTrue(nginx.isPresent(), "nginx is not installed");
        try (MockProvider mock = new MockProvider(1);
                LoadDriver driver = new LoadDriver();
                Nginx peer = Nginx.start(nginx.get(), directory, mock.address().getPort(), 2)) {
            Usage before = peer.usage();
            LoadResult result =
                    driver.closedLoop(
                            peer.target(),
                            new ChatRequests(1).questions(4096, "bytes=2048"),
                            4,
                            Duration.ofMillis(300));
            assertThat(result.errors()).isZero();
            assertThat(result.complete()).isPositive();
            assertThat(peer.usage().cpuMillis()).isGreaterThan(before.cpuMillis());
        }
    }

    @Test
    void aChildThatEndsAtOnceIsReportedWithItsLastWords() throws IOException {
        try (ChildProcess child =
                ChildProcess.start(
                        "fails",
                        directory,
                        Map.of(),
                        false,
                        List.of("sh", "-c", "echo no such luck >&2; exit 3"))) {
            int port = Loopback.freePort();
            assertThatThrownBy(() -> Loopback.awaitListener(port, child, Duration.ofSeconds(10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("status 3")
                    .hasMessageContaining("no such luck");
        }
    }

    @Test
    void aLineOfAChildIsAwaitedAndAChildThatDoesNotSayItIsReported() throws IOException {
        try (ChildProcess child = child("echo first; echo ready 1; exec sleep 30")) {
            assertThat(child.awaitLine("ready", Duration.ofSeconds(10))).isEqualTo("ready 1");
        }
        try (ChildProcess child = child("echo first; exit 4")) {
            assertThatThrownBy(() -> child.awaitLine("ready", Duration.ofSeconds(10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("status 4");
        }
    }

    private ChildProcess child(String script) throws IOException {
        return ChildProcess.start("child", directory, Map.of(), true, List.of("sh", "-c", script));
    }

    @Test
    void recordsAreCountedOverAllPagesAndLossesAreFound() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String target = exchange.getRequestURI().toString();
                    String answer =
                            target.startsWith("/metrics")
                                    ? """
                                    # HELP weir_exchanges_lost_total help
                                    weir_exchanges_lost_total{loss="spool_full"} 3.0
                                    weir_exchanges_lost_total{loss="disk_full"} 0.0
                                    weir_exchanges_total 7.0
                                    weir_spool_lag 4.0
                                    """
                                    : target.contains("cursor=two%2F2")
                                            ? """
                                            {"items":[{"id":"c","outcome":"complete","status":500}],"next":null}
                                            """
                                            : """
                                            {"items":[{"id":"a","outcome":"complete","status":200},
                                             {"id":"a","outcome":"complete","status":200},
                                             {"id":"b","outcome":"interrupted","status":200}],"next":"two/2"}
                                            """;
                    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        try {
            Records records =
                    new Records(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
            assertThat(records.count(100)).isEqualTo(new Records.Listed(3, 1));
            assertThat(records.lag()).isEqualTo(4);
            assertThat(records.losses())
                    .containsExactly(
                            Map.entry("weir_exchanges_lost_total{loss=\"spool_full\"}", 3.0));
        } finally {
            server.stop(0);
        }
    }
}
