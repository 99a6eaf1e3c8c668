package dev.weir.gateway.cli;

import dev.weir.core.access.Origin;
import dev.weir.gateway.main.SignInFile.Entry;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;

/** A session that a gateway has just given: kept, and told of. */
record Session(Io io, URI server) {

    /**
     * Keeps it.
     *
     * @param token its text
     * @param answer what else the gateway said of it
     * @param who the user's address, empty where it is not known
     * @param gateway true where calls go through it from now on
     * @param json true to tell of it in JSON
     */
    void keep(String token, JsonNode answer, String who, boolean gateway, boolean json) {
        String proxy;
        try (Api api = new Api(server, token)) {
            proxy = api.info().path("proxy").asString("");
        }
        new SignIns(io).keep(new Entry(server.toString(), token, who, proxy, gateway));
        String expires = answer.path("expires_at").asString("");
        if (json) {
            ObjectNode shown = Api.JSON.createObjectNode();
            shown.put("server", server.toString());
            shown.put("organisation", answer.path("organisation").asString(""));
            shown.put("expires_at", expires);
            shown.put("proxy", proxy);
            shown.put("gateway", gateway);
            io.out().println(shown);
            return;
        }
        io.out()
                .println(
                        "Signed in at "
                                + server
                                + (who.isEmpty() ? "" : " as " + Plain.line(who))
                                + ", until "
                                + Plain.line(expires)
                                + " and longer while it is used.");
        if (gateway) {
            io.out()
                    .println(
                            "From its next start 'weir serve' sends calls through it, to "
                                    + Plain.line(proxy)
                                    + "; with --direct it does not.");
            if (!sameHost(proxy)) {
                io.err()
                        .println(
                                io.yellow("weir: ")
                                        + "that is another host, where the token is not sent:"
                                        + " access.public_url and access.proxy_url of the gateway"
                                        + " must name the same.");
            }
        }
    }

    private boolean sameHost(String proxy) {
        try {
            return Origin.parse(proxy).host().equals(Origin.parse(server.toString()).host());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
