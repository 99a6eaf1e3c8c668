package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Grant;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.DeviceSignIns;
import dev.weir.gateway.control.DeviceSignIns.Answer;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a device without a browser asks to be signed in: requests and answers are those of RFC 8628,
 * so that programs other than Weir's own can ask too.
 */
final class DeviceCalls {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private final Control control;
    private final DeviceSignIns devices;

    DeviceCalls(Control control) {
        this.control = control;
        this.devices = control.devices();
    }

    /** Begins: gives the code that the device asks with, and the one that the person types. */
    void start(Call call, Route.Asked asked) throws IOException, InterruptedException {
        Parameters form = Form.read(call, List.of("client_id", "client_name", "scope"), true);
        String name = form.given("client_name");
        String client = name.isEmpty() ? form.given("client_id") : name;
        DeviceSignIns.Started started =
                SignInCalls.Trying.to(() -> devices.start(client, call.peer()));
        String page = base(control.publicUrl(), call) + "/device";
        AdminJson.answer(
                call,
                200,
                JsonObject.builder()
                        .add("device_code", JsonString.of(started.deviceCode()))
                        .add("user_code", JsonString.of(started.userCode()))
                        .add("verification_uri", JsonString.of(page))
                        .add(
                                "verification_uri_complete",
                                JsonString.of(page + "?user_code=" + started.userCode()))
                        .add("expires_in", JsonNumber.of(DeviceSignIns.LIFETIME.toSeconds()))
                        .add("interval", JsonNumber.of(DeviceSignIns.INTERVAL.toSeconds()))
                        .build());
    }

    /** Says what has become of it. */
    void token(Call call, Route.Asked asked) throws IOException {
        Parameters form = Form.read(call, List.of("grant_type", "device_code", "client_id"), true);
        if (!form.given("grant_type").equals(GRANT)) {
            error(call, "unsupported_grant_type", "grant_type: expected " + GRANT);
            return;
        }
        switch (devices.poll(form.given("device_code"))) {
            case Answer.Approved approved -> answer(call, approved);
            case Answer.NotYet notYet ->
                    error(
                            call,
                            notYet.name().toLowerCase(Locale.ROOT),
                            switch (notYet) {
                                case AUTHORIZATION_PENDING -> "nobody has approved it yet";
                                case SLOW_DOWN -> "ask five seconds less often";
                                case EXPIRED_TOKEN ->
                                        "the code was used, or is too old; begin anew";
                                case ACCESS_DENIED -> "the sign-in was refused";
                            });
        }
    }

    private void answer(Call call, Answer.Approved approved) throws IOException {
        Grant grant = approved.session().grant();
        JsonObject.Builder json =
                JsonObject.builder()
                        .add("access_token", JsonString.of(approved.session().token().reveal()))
                        .add("token_type", JsonString.of("Bearer"))
                        .add("expires_in", JsonNumber.of(Accounts.SESSION.toSeconds()))
                        .add("organisation", JsonString.of(grant.organisation()));
        AdminJson.text(json, "user", grant.user());
        AdminJson.text(json, "email", control.publisher().get().userName(grant.user()));
        AdminJson.time(json, "expires_at", grant.expiresAt());
        AdminJson.answer(call, 200, json.build());
    }

    /** An error in the shape of RFC 6749, which clients of it read. */
    private static void error(Call call, String error, String description) throws IOException {
        call.answer(
                400,
                Json.TYPE,
                Headers.EMPTY,
                JsonObject.builder()
                        .add("error", JsonString.of(error))
                        .add("error_description", JsonString.of(description))
                        .build()
                        .write()
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** The console's address for people: as configured, else as this caller reached it. */
    static String base(String publicUrl, Call call) {
        return publicUrl.isEmpty() ? "http://" + call.headers().first("host") : publicUrl;
    }

    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
