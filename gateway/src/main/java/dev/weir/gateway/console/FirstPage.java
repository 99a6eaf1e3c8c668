package dev.weir.gateway.console;

import dev.weir.core.access.Provider;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** What Weir says about itself: {@code /api/v1/info}; at {@code /} the same, or the web console. */
final class FirstPage {

    private static final Headers VARY = Headers.of("vary", "accept");

    private final ConsoleInfo info;
    private final String console;
    private final @Nullable Control control;
    private final WebPages pages;

    /**
     * @param console its own base URL
     * @param control people and rules, null on a Weir without any
     */
    FirstPage(ConsoleInfo info, String console, @Nullable Control control, WebPages pages) {
        this.info = info;
        this.console = console;
        this.control = control;
        this.pages = pages;
    }

    void info(Call call, Route.Asked asked) throws IOException {
        call.answer(200, Json.TYPE, json());
    }

    void root(Call call, Route.Asked asked) throws IOException {
        String accept = call.headers().first("accept");
        if (accept != null && accept.contains("text/html")) {
            pages.shell(call, asked);
        } else {
            call.answer(200, Json.TYPE, VARY, json());
        }
    }

    private byte[] json() {
        return Json.bytes(
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("version", info.version());
                    json.writeStringProperty("proxy", info.proxy());
                    json.writeStringProperty("console", console);
                    json.writeStringProperty("data", info.data());
                    json.writeBooleanProperty("rules", control != null);
                    json.writeBooleanProperty("signIn", control != null && control.signIn());
                    json.writeArrayPropertyStart("providers");
                    for (Provider provider : info.providers()) {
                        json.writeStartObject();
                        json.writeStringProperty("name", provider.name());
                        json.writeStringProperty("base", provider.base().toString());
                        json.writeStringProperty("dialect", provider.dialect().word());
                        json.writeStringProperty("capture", provider.mode().toString());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeObjectPropertyStart("capture");
                    json.writeStringProperty("mode", info.mode().toString());
                    json.writeStringProperty("durability", info.durability());
                    json.writeStringProperty("onFull", info.onFull());
                    json.writeEndObject();
                    json.writeEndObject();
                });
    }
}
