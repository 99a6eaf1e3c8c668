package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.TestCertificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * TLS to the provider and from the tool: a certificate is trusted because Weir was told to trust it
 * and because it names the host, and for no other reason.
 */
class UpstreamTlsTest {

    @TempDir private Path directory;

    @Test
    void onlyATrustedCertificateWithTheRightNameIsSpokenTo() throws Exception {
        TestCertificate trusted = TestCertificate.make(directory, "DNS:localhost");
        TestCertificate stranger = TestCertificate.make(directory, "DNS:localhost");
        try (ScriptedProvider good = ScriptedProvider.startTls(trusted.server());
                ScriptedProvider unknown = ScriptedProvider.startTls(stranger.server());
                ScriptedProvider plain = ScriptedProvider.start();
                RunningWeir weir =
                        RunningWeir.start(
                                Settings.in(directory.resolve("data"))
                                        .set("tls.trust", trusted.certificateFile().toString())
                                        .provider("good", good.url())
                                        .provider("unknown", unknown.url())
                                        .provider("misnamed", "https://127.0.0.1:" + good.port())
                                        .provider("plain", "https://localhost:" + plain.port()));
                Console console = weir.console()) {
            Answer answer = ask(weir, "good");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Bytes.of("{}"));
            var record = console.awaitCase("good");
            assertThat(record.path("upstream").path("tls").asString()).startsWith("TLSv1.");

            for (String refused : new String[] {"unknown", "misnamed", "plain"}) {
                WireHarness.assertWeirError(ask(weir, refused), 502, "upstream_tls");
                var failed = console.awaitCase(refused);
                assertThat(failed.path("endReason").asString()).isEqualTo("connect_failed");
            }
            assertThat(unknown.received()).isEmpty();
            assertThat(console.metric("weir_upstream_errors_total", "cause=\"tls\"")).isEqualTo(3);
        }
    }

    private static Answer ask(RunningWeir weir, String provider) throws Exception {
        try (RawClient client = RawClient.connect(weir.proxyPort())) {
            return client.post(
                            "/" + provider + "/v1/x", "x-weir-tag: case=" + provider + "\r\n", "{}")
                    .answer();
        }
    }

    @Test
    void toolsSpeakTlsToTheProxyPortWhereItHasACertificate() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "DNS:localhost");
        try (ScriptedProvider provider = ScriptedProvider.start();
                RunningWeir weir =
                        RunningWeir.start(
                                Settings.in(directory.resolve("data"))
                                        .set("tls.certificate", own.certificateFile().toString())
                                        .set("tls.key", own.keyFile().toString())
                                        .provider("p", provider.url()));
                Console console = weir.console();
                RawClient client = RawClient.tls(weir.proxyPort(), own.client())) {
            Answer answer = client.post("/p/v1/x", "x-weir-tag: case=tls\r\n", "{}").answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(console.awaitCase("tls").path("client").path("tls").asString())
                    .startsWith("TLSv1.");
        }
    }
}
