package dev.weir.gateway.console;

import dev.weir.gateway.console.ReadinessProbe.Readiness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Whether Weir is up, its metrics, and the description of this API. */
final class Health {

    private final ReadinessProbe probe;
    private final Supplier<String> scrape;
    private final byte[] openApi;

    Health(ReadinessProbe probe, Supplier<String> scrape) {
        this.probe = probe;
        this.scrape = scrape;
        this.openApi = resource("openapi.json");
    }

    void live(Call call, Route.Asked asked) throws IOException {
        call.answer(200, Json.TYPE, status("ok"));
    }

    void ready(Call call, Route.Asked asked) throws IOException {
        Readiness readiness = probe.now();
        call.answer(readiness == Readiness.READY ? 200 : 503, Json.TYPE, status(readiness.word()));
    }

    void metrics(Call call, Route.Asked asked) throws IOException {
        call.answer(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                scrape.get().getBytes(StandardCharsets.UTF_8));
    }

    void openApi(Call call, Route.Asked asked) throws IOException {
        call.answer(200, Json.TYPE, openApi);
    }

    private static byte[] status(String word) {
        return Json.bytes(
                json ->
                        json.writeStartObject()
                                .writeStringProperty("status", word)
                                .writeEndObject());
    }

    /** A file that is shipped with the console. */
    static byte[] resource(String name) {
        try (InputStream in = Health.class.getResourceAsStream("/console/" + name)) {
            if (in == null) {
                throw new IllegalStateException("console/" + name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("console/" + name + " cannot be read", e);
        }
    }
}
