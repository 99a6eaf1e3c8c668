package dev.weir.gateway.e2e;

import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A gateway in this process, with one scripted provider under the names of all dialects, an
 * organisation, and a key for each provider that wants one.
 */
final class GatewayRig implements AutoCloseable {

    static final List<String> PROVIDERS = List.of("anthropic", "openai", "gemini");

    final ScriptedProvider provider = ScriptedProvider.start();
    final RunningWeir weir;
    final Organisation acme;

    GatewayRig(Path directory) throws IOException, InterruptedException {
        this(Settings.in(directory.resolve("data")));
    }

    GatewayRig(Settings settings) throws IOException, InterruptedException {
        weir = RunningWeir.start(named(settings, provider));
        acme = Organisation.on(weir);
        for (String name : PROVIDERS) {
            acme.key(name + "-main", name, "sk-" + name + "-0123456789abcdef");
        }
    }

    /** Adds the provider under the names of all dialects. */
    static Settings named(Settings settings, ScriptedProvider provider) {
        Organisation.settings(settings);
        for (String name : PROVIDERS) {
            settings.provider(name, provider.url());
        }
        return settings.provider("ollama", provider.url());
    }

    String base(String provider) {
        return "http://localhost:" + weir.proxyPort() + "/" + provider;
    }

    RawClient connect() throws IOException {
        return RawClient.connect(weir.proxyPort());
    }

    @Override
    public void close() {
        acme.close();
        weir.close();
        provider.close();
    }
}
