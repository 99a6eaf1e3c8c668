package dev.weir.gateway.e2e;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Tag;
import dev.weir.gateway.relay.Clocks;
import dev.weir.gateway.relay.Relay;
import dev.weir.gateway.relay.RelayOptions;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.capture.MemoryRecorder;
import dev.weir.testkit.capture.RecordedCall;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.ScriptedProvider;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TEMPORARY: the relay alone, its records served like the console would. */
final class RelayOnly implements RunningWeir {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final MemoryRecorder recorder = new MemoryRecorder();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ScriptedProvider console;
    private final Relay relay;
    private final Path data;

    RelayOnly(Settings settings) throws IOException {
        Map<String, String> v = settings.values();
        data = settings.data();
        List<Provider> providers = new ArrayList<>();
        v.forEach(
                (k, url) -> {
                    if (k.startsWith("providers.")) {
                        String name = k.split("\\.")[1];
                        providers.add(
                                new Provider(
                                        name,
                                        Origin.parse(url),
                                        Dialect.OPENAI,
                                        CaptureMode.FULL,
                                        false));
                    }
                });
        console = ScriptedProvider.start().always(this::console).forgetful();
        RelayOptions.Timeouts d = RelayOptions.Timeouts.defaults();
        relay =
                Relay.start(
                        new RelayOptions(
                                new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0),
                                2,
                                Set.of(),
                                console::url,
                                CaptureMode.FULL,
                                false,
                                new RelayOptions.Timeouts(
                                        time(v, "connect", d.connect()),
                                        time(v, "first_byte", d.firstByte()),
                                        time(v, "idle", d.idle()),
                                        time(v, "request_head", d.requestHead()),
                                        time(v, "request_idle", d.requestIdle()),
                                        d.clientStall(),
                                        time(v, "keep_alive", d.keepAlive()),
                                        d.upstreamKeepAlive(),
                                        Duration.ofSeconds(1)),
                                new RelayOptions.Limits(
                                        "1MiB".equals(v.get("limits.request_body"))
                                                ? 1 << 20
                                                : 64 << 20,
                                        10000,
                                        10000),
                                null,
                                null),
                        new Doors(new Providers(providers), Set.of()),
                        _ -> recorder,
                        Clocks.system(),
                        registry);
    }

    private static Duration time(Map<String, String> v, String key, Duration standard) {
        String text = v.get("timeouts." + key);
        return text == null
                ? standard
                : Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
    }

    private void console(Call call) throws IOException {
        call.body().rest();
        String target = URLDecoder.decode(call.head().target(), StandardCharsets.UTF_8);
        Bytes body;
        int status = 200;
        if (target.equals("/metrics")) {
            body = Bytes.of(registry.scrape());
        } else if (target.startsWith("/api/v1/exchanges?")) {
            int at = target.indexOf("tag=");
            String tag = at < 0 ? "" : target.substring(at + 4);
            ArrayNode items = JSON.createArrayNode();
            for (RecordedCall one : recorder.finished().reversed()) {
                if (tag.isEmpty()
                        || one.opening().tags().stream().map(Tag::toString).anyMatch(tag::equals)) {
                    items.add(json(one));
                }
            }
            ObjectNode page = JSON.createObjectNode();
            page.set("items", items);
            body = Bytes.of(page.toString());
        } else {
            String[] parts = target.split("/");
            RecordedCall one =
                    recorder.finished().stream()
                            .filter(c -> c.opening().id().toString().equals(parts[4]))
                            .findFirst()
                            .orElseThrow();
            if (parts.length == 5) {
                body = Bytes.of(json(one).toString());
            } else if (parts[6].equals("body")) {
                body = parts[5].equals("request") ? one.requestBody() : one.responseBody();
            } else {
                ObjectNode page = JSON.createObjectNode();
                ArrayNode items = page.putArray("items");
                one.responseChunks().forEach(c -> items.addObject().put("bytes", c.length()));
                body = Bytes.of(page.toString());
            }
        }
        call.send("HTTP/1.1 " + status + " OK\r\ncontent-length: " + body.length() + "\r\n\r\n");
        call.send(body);
    }

    private static ObjectNode json(RecordedCall one) {
        Closing c = java.util.Objects.requireNonNull(one.closing());
        ObjectNode o = JSON.createObjectNode();
        o.put("id", one.opening().id().toString());
        o.put("outcome", c.end().outcome().word());
        o.put("endReason", c.end().word());
        o.put("endPhase", c.phase().word());
        o.put("errorCode", c.errorCode());
        o.put("status", one.response() == null ? 0 : one.response().status());
        o.put("requestBytes", one.requestBody().length());
        o.put("responseBytes", one.responseBody().length());
        ArrayNode tags = o.putArray("tags");
        one.opening().tags().forEach(t -> tags.add(t.toString()));
        o.putArray("losses");
        o.putObject("upstream").put("attempts", c.attempts());
        ArrayNode changes = o.putArray("changes");
        for (Change change : c.changes()) {
            changes.addObject().put("kind", change.kind().word()).put("name", change.name());
        }
        ObjectNode q = o.putObject("request");
        q.set("headers", fields(one.opening().request().headers()));
        q.set("trailers", fields(one.requestTrailers()));
        ObjectNode r = o.putObject("response");
        r.set("headers", fields(one.response() == null ? null : one.response().headers()));
        r.set("trailers", fields(one.responseTrailers()));
        return o;
    }

    private static ArrayNode fields(@org.jspecify.annotations.Nullable Headers headers) {
        ArrayNode all = JSON.createArrayNode();
        if (headers != null) {
            headers.forEach((n, v) -> all.addArray().add(n).add(v));
        }
        return all;
    }

    @Override
    public int proxyPort() {
        return relay.address().getPort();
    }

    @Override
    public int consolePort() {
        return console.port();
    }

    @Override
    public Path dataDir() {
        return data;
    }

    @Override
    public void close() {
        relay.close();
        console.close();
        if (!recorder.violations().isEmpty()) {
            System.out.println("VIOLATIONS " + recorder.violations());
        }
    }
}
