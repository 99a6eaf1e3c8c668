package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs in by a code that somebody enters in a browser (RFC 8628). */
final class DeviceLogin {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final int MOST_FAILURES = 5;

    private final Io io;
    private final Api api;

    DeviceLogin(Io io, Api api) {
        this.io = io;
        this.api = api;
    }

    /** Shows the code and waits until somebody approves; the gateway's answer with the token. */
    JsonNode go() throws InterruptedException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("client_id", "weir");
        fields.put("client_name", "weir on " + machine());
        Api.Answer begun = api.form("/api/v1/device/code", fields);
        JsonNode start = read(begun);
        String device = start.path("device_code").asString("");
        if (begun.status() != 200 || device.isEmpty()) {
            throw new CliFailure(
                    begun.message().isEmpty()
                            ? api.server() + " signs nobody in: status " + begun.status() + "."
                            : Plain.line(begun.message()) + ".",
                    "Name the console port of a gateway; a Weir that wants no sign-in needs no login.");
        }
        long left = Math.clamp(start.path("expires_in").asLong(600), 1, 3600);
        tell(start, left);
        Duration interval = Duration.ofSeconds(Math.clamp(start.path("interval").asLong(5), 1, 60));
        return poll(device, interval, System.nanoTime() + Duration.ofSeconds(left).toNanos());
    }

    private void tell(JsonNode start, long seconds) {
        io.err().println("Open this page in a browser:");
        io.err().println();
        io.err().println("    " + Plain.line(start.path("verification_uri").asString("")));
        io.err().println();
        io.err().println("and enter this code there:");
        io.err().println();
        io.err().println("    " + io.bold(Plain.line(start.path("user_code").asString(""))));
        io.err().println();
        io.err().println("Waiting for " + seconds / 60 + " minutes at most.");
    }

    private JsonNode poll(String device, Duration first, long deadline)
            throws InterruptedException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", GRANT);
        fields.put("device_code", device);
        fields.put("client_id", "weir");
        Duration interval = first;
        int failures = 0;
        while (System.nanoTime() < deadline) {
            Thread.sleep(interval);
            Api.@Nullable Answer answer = null;
            try {
                answer = api.form("/api/v1/device/token", fields);
                failures = 0;
            } catch (CliFailure e) {
                // The network may come back.
                if (++failures >= MOST_FAILURES) {
                    throw e;
                }
            }
            JsonNode said = answer == null ? Api.JSON.createObjectNode() : read(answer);
            if (answer != null && answer.status() == 200) {
                return said;
            }
            switch (said.path("error").asString("")) {
                case "authorization_pending", "" -> {}
                case "slow_down" -> interval = interval.plus(SLOWER);
                case "access_denied" ->
                        throw new CliFailure(
                                "The sign-in was refused.", "Begin anew if that was a mistake.");
                default -> throw tooLate();
            }
        }
        throw tooLate();
    }

    private static CliFailure tooLate() {
        return new CliFailure("Nobody approved the code in time.", "Begin anew with 'weir login'.");
    }

    private static JsonNode read(Api.Answer answer) {
        try {
            return Api.JSON.readTree(answer.body());
        } catch (JacksonException e) {
            return Api.JSON.createObjectNode();
        }
    }

    private String machine() {
        String name = io.variable("HOSTNAME");
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed machine";
        }
    }
}
