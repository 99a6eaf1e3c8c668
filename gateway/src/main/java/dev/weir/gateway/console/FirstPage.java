package dev.weir.gateway.console;

import dev.weir.core.access.Provider;
import dev.weir.core.exchange.Headers;
import dev.weir.core.token.Caller;
import dev.weir.gateway.oidc.OidcSignIns;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;

/**
 * What Weir is: {@code /api/v1/info}; at {@code /} the same, or the web console for a browser.
 * Where people must sign in, nobody learns more before than how to, and only who sees all learns
 * where the data is.
 */
final class FirstPage {

    private static final Headers VARY = Headers.of("vary", "accept");

    private final ConsoleInfo info;
    private final String console;
    private final @Nullable Control control;
    private final WebPages pages;

    /**
     * @param console the console's base URL
     * @param control people and rules, null on a Weir without any
     */
    FirstPage(ConsoleInfo info, String console, @Nullable Control control, WebPages pages) {
        this.info = info;
        this.control = control;
        this.pages = pages;
        this.console =
                control == null || control.publicUrl().isEmpty() ? console : control.publicUrl();
    }

    void info(Call call, Route.Asked asked) throws IOException {
        call.answer(200, Json.TYPE, json(asked.caller()));
    }

    void root(Call call, Route.Asked asked) throws IOException {
        String accept = call.headers().first("accept");
        if (accept != null && accept.contains("text/html")) {
            pages.shell(call, asked);
        } else {
            call.answer(200, Json.TYPE, VARY, json(asked.caller()));
        }
    }

    private boolean signsIn() {
        Control people = control;
        return people != null && people.signIn();
    }

    private byte[] json(Caller caller) {
        return Json.bytes(
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("version", info.version());
                    json.writeBooleanProperty("rules", control != null);
                    json.writeBooleanProperty("signInRequired", signsIn());
                    if (signsIn()) {
                        ways(json);
                    }
                    if (!caller.equals(Identities.NOBODY)) {
                        whole(json, caller);
                    }
                    json.writeEndObject();
                });
    }

    /** What a page to sign in with must know. */
    private void ways(JsonGenerator json) {
        json.writeObjectPropertyStart("signIn");
        json.writeBooleanProperty("password", true);
        json.writeBooleanProperty("device", true);
        OidcSignIns oidc = control == null ? null : control.oidc();
        if (oidc != null) {
            json.writeStringProperty("oidc", oidc.name());
        }
        json.writeEndObject();
    }

    private void whole(JsonGenerator json, Caller caller) {
        json.writeStringProperty("proxy", info.proxy());
        json.writeStringProperty("console", console);
        if (caller.role().seesAll()) {
            json.writeStringProperty("data", info.data());
        }
        if (!info.gateway().isEmpty()) {
            json.writeStringProperty("gateway", info.gateway());
        }
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
    }
}
