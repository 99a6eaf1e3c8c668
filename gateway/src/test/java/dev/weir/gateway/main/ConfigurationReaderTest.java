package dev.weir.gateway.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.core.access.Provider;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class ConfigurationReaderTest {

    @TempDir Path directory = Path.of("");

    @Test
    void nothingIsNeeded() throws Exception {
        Configuration read = reader().read();
        assertThat(read.listen()).isEqualTo(new Endpoint("127.0.0.1", 4141));
        assertThat(read.console()).isEqualTo(new Endpoint("127.0.0.1", 4142));
        assertThat(read.data()).isEqualTo(Path.of("/home/ada/.weir"));
        assertThat(read.timeouts().connect()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.timeouts().firstByte()).isEqualTo(Duration.ofMinutes(10));
        assertThat(read.limits().requestBody()).isEqualTo(64L << 20);
        assertThat(read.limits().inFlight()).isGreaterThanOrEqualTo(10_000);
        assertThat(read.tls()).isNull();
        assertThat(read.capture().mode()).isEqualTo(CaptureMode.FULL);
        assertThat(read.capture().durability()).isEqualTo(Configuration.Durability.PROCESS);
        assertThat(read.capture().onFull()).isEqualTo(Configuration.OnFull.PASS);
        assertThat(read.forwardAllow()).isEmpty();
        assertThat(provider(read, "anthropic").base().toString())
                .isEqualTo("https://api.anthropic.com");
    }

    @Test
    void theFileCountsOverDefaultsAndFlagsOverTheFile() throws Exception {
        Path file =
                file(
                        """
                        listen: 127.0.0.1:5000
                        console: 5001
                        data: spool
                        timeouts:
                          connect: 250ms
                          idle: 2m
                        forward:
                          allow: [Api.Together.XYZ, "vllm.example:8443"]
                        """);
        Configuration read =
                reader().file(file)
                        .override("listen", "127.0.0.1:6000", "--listen")
                        .override("timeouts.idle", "7s", "--set")
                        .override("allowed_hosts", "weir.example,other.example", "--set")
                        .read();
        assertThat(read.listen().port()).isEqualTo(6000);
        assertThat(read.console()).isEqualTo(new Endpoint("127.0.0.1", 5001));
        assertThat(read.data()).isEqualTo(directory.resolve("spool"));
        assertThat(read.timeouts().connect()).isEqualTo(Duration.ofMillis(250));
        assertThat(read.timeouts().idle()).isEqualTo(Duration.ofSeconds(7));
        assertThat(read.forwardAllow())
                .containsExactlyInAnyOrder("api.together.xyz", "vllm.example:8443");
        assertThat(read.allowedHosts()).containsExactlyInAnyOrder("weir.example", "other.example");
    }

    @Test
    void weirHomeIsTheDataDirectoryUnlessAFlagSaysOtherwise() throws Exception {
        Map<String, String> environment = Map.of("HOME", "/home/ada", "WEIR_HOME", "/var/weir");
        assertThat(new ConfigurationReader(environment).read().data())
                .isEqualTo(Path.of("/var/weir"));
        assertThat(
                        new ConfigurationReader(environment)
                                .override("data", "~/elsewhere", "--data")
                                .read()
                                .data())
                .isEqualTo(Path.of("/home/ada/elsewhere"));
    }

    @Test
    void providersAreUrlsOrKeysAndTheStricterCaptureModeCounts() throws Exception {
        Path file =
                file(
                        """
                        capture: {mode: preview(100)}
                        providers:
                          vllm: http://10.0.0.5:8000/api
                          anthropic: {capture: metadata}
                          own: {url: "https://llm.example", dialect: gemini, http2: true}
                        """);
        Configuration read =
                reader().file(file).provider("groq=http://127.0.0.1:9", "--provider").read();
        assertThat(provider(read, "vllm").base().toString()).isEqualTo("http://10.0.0.5:8000/api");
        assertThat(provider(read, "vllm").dialect()).isEqualTo(Dialect.OPENAI);
        assertThat(provider(read, "vllm").mode()).isEqualTo(new CaptureMode.Preview(100));
        assertThat(provider(read, "anthropic").mode()).isEqualTo(CaptureMode.METADATA);
        assertThat(provider(read, "anthropic").base().host()).isEqualTo("api.anthropic.com");
        assertThat(provider(read, "own").dialect()).isEqualTo(Dialect.GEMINI);
        assertThat(provider(read, "own").http2()).isTrue();
        assertThat(provider(read, "groq").base().port()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "listne: 127.0.0.1:1 | line 1: there is no key 'listne'; the nearest is 'listen'",
                "idle: 3s | the nearest is 'timeouts.idle'",
                "timeout: {idle: 3s} | the nearest is 'timeouts'",
                "timeouts: {first-byte: 3s} | the nearest is 'timeouts.first_byte'",
                "providers: {groq: {ulr: x}} | the nearest is 'providers.groq.url'",
                "capture.mode: full | there is no key 'capture.mode'",
                "listen: nowhere | line 1: listen: 'nowhere' cannot be used; expected HOST:PORT",
                "listen: 127.0.0.1:70000 | port 70000 is not between 0 and 65535",
                "listen: 127.0.0.1:4142 | listen and console are both 127.0.0.1:4142",
                "timeouts: {connect: 5} | expected a duration",
                "timeouts: {connect: 5 s} | expected a duration",
                "timeouts: {connect: 0s} | timeouts.connect: expected longer than nothing",
                "timeouts: 5s | timeouts: '5s' cannot be used; expected keys like",
                "limits: {request_body: 64MB} | expected a size",
                "limits: {request_body: 999999999999TiB} | expected a size below 8 EiB",
                "limits: {connections: 0} | expected a whole number from 1 on",
                "limits: {connections: [1]} | expected a whole number from 1 on, not a list",
                "capture: {mode: preview(0)} | expected full, preview(N)",
                "capture: {durability: fsync} | expected process, disk",
                "capture: {on_full: drop} | expected pass, refuse",
                "capture: {spool_limit: 1MiB} | expected 64MiB or more",
                "log: {level: loud} | expected error, warn, info, debug",
                "tls: {key: a.pem} | tls needs both",
                "listen: | has no value; expected HOST:PORT",
                "listen: {host: a} | expected HOST:PORT, not keys",
                "forward: {allow: ['https://x']} | expected HOST or HOST:PORT, not a URL",
                "providers: {own: {dialect: openai}} | provider 'own' has no url",
                "providers: {Own: 'http://x'} | provider name 'Own'",
                "providers: {v1: 'http://x'} | taken by a path",
                "providers: {own: 'ftp://x'} | is not an upstream URL",
                "providers: {groq: {http2: maybe}} | expected true or false",
                "providers: {groq: {dialect: klingon}} | expected anthropic, openai",
                "- a | expected keys with values",
                "listen: [ | line",
            })
    void aMistakeIsNamedWithItsPlaceAndWhatWasExpected(String yaml, String message)
            throws Exception {
        Path file = file(yaml);
        assertThatThrownBy(() -> reader().file(file).read())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void theLineIsThatOfTheKey() throws Exception {
        Path file =
                file("listen: 127.0.0.1:1\n\n# a comment\ntimeouts:\n  connect: 1s\n  idel: 2s\n");
        assertThatThrownBy(() -> reader().file(file))
                .hasMessage(
                        file
                                + ", line 6: there is no key 'timeouts.idel'; the nearest is 'timeouts.idle'");
    }

    @Test
    void aKeySetTwiceIsAMistake() throws Exception {
        Path file = file("listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n");
        assertThatThrownBy(() -> reader().file(file))
                .hasMessageContaining("line 2: listen is set twice");
    }

    @Test
    void anEmptyFileAndEmptySectionsSetNothing() throws Exception {
        assertThat(reader().file(file("# nothing\n")).read().listen().port()).isEqualTo(4141);
        assertThat(reader().file(file("timeouts:\nproviders:\n")).read().listen().port())
                .isEqualTo(4141);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = directory.resolve("none.yaml");
        assertThatThrownBy(() -> reader().file(file))
                .hasMessageStartingWith(file + ": there is no such file");
    }

    @Test
    void aProviderFlagNeedsNameAndUrl() {
        assertThatThrownBy(() -> reader().provider("https://api.groq.com", "--provider"))
                .hasMessageContaining("expected NAME=URL");
        assertThatThrownBy(() -> reader().override("no.such", "1", "--set"))
                .hasMessageContaining("--set: there is no key 'no.such'");
    }

    @Test
    void mangledFilesEndInAMessageAndNothingElse() throws Exception {
        Random random = new Random(7);
        String example =
                Files.readString(
                        Path.of(System.getProperty("weir.root"), "docs/weir.example.yaml"));
        for (int round = 0; round < 400; round++) {
            StringBuilder mangled = new StringBuilder(example);
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                int at = random.nextInt(mangled.length());
                switch (random.nextInt(3)) {
                    case 0 -> mangled.deleteCharAt(at);
                    case 1 -> mangled.insert(at, (char) (9 + random.nextInt(118)));
                    default ->
                            mangled.setCharAt(
                                    at, "{}[]:,&*!|>'\"%@`\n ".charAt(random.nextInt(18)));
                }
            }
            Path file = file(mangled.toString());
            Throwable thrown = catchThrowable(() -> reader().file(file).read());
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(ConfigurationException.class);
            }
        }
    }

    private static Provider provider(Configuration read, String name) {
        return Objects.requireNonNull(read.providers().find(name));
    }

    private static ConfigurationReader reader() {
        return new ConfigurationReader(Map.of("HOME", "/home/ada"));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("weir.yaml"), yaml);
    }
}
