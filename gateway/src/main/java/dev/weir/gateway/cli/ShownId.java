package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds what an id given by a person means. The id of an exchange has dashes (a UUID), that of a
 * session is 32 hexadecimal digits; of a part, exchanges come first.
 */
final class ShownId {

    private static final int PAGE = 200;
    private static final int MAX_PAGES = 25;
    private static final int MAX_SESSION_PAGES = 5;
    private static final String SESSION = "[0-9a-f]{32}";

    private ShownId() {}

    private static String clean(String given) {
        return given.strip().toLowerCase(Locale.ROOT);
    }

    /** The session that is meant, null where an exchange is. */
    static @Nullable JsonNode session(Api api, String given) {
        String wanted = clean(given);
        if (wanted.matches(SESSION)) {
            JsonNode session = answered(api, "/api/v1/sessions/" + wanted);
            if (session == null) {
                throw new CliFailure(
                        "There is no session " + wanted + ".",
                        "See what there is with: weir sessions");
            }
            return session;
        }
        if (!wanted.matches("[0-9a-f]{4,31}") || !exchanges(api, wanted).isEmpty()) {
            return null;
        }
        List<JsonNode> found = sessions(api, wanted);
        if (found.size() > 1) {
            throw new CliFailure(
                    "Several sessions have an id that begins or ends with '" + wanted + "'.",
                    "Give more of it; 'weir sessions' lists them.");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private static @Nullable JsonNode answered(Api api, String path) {
        Api.Answer answer = api.answer(path);
        return answer.status() == 404 ? null : api.json(path);
    }

    private static List<JsonNode> sessions(Api api, String part) {
        List<JsonNode> found = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < MAX_SESSION_PAGES; page++) {
            StringBuilder path = new StringBuilder("/api/v1/sessions?limit=" + PAGE);
            FilterOptions.append(path, "cursor", cursor.isEmpty() ? null : cursor);
            JsonNode answer = answered(api, path.toString());
            if (answer == null) {
                break;
            }
            for (JsonNode item : answer.path("items")) {
                String each = item.path("id").asString("");
                if (each.startsWith(part) || each.endsWith(part)) {
                    found.add(item);
                }
            }
            cursor = answer.path("next").asString("");
            if (cursor.isEmpty()) {
                break;
            }
        }
        return found;
    }

    /** The whole id of the exchange that was given. */
    static String exchange(Api api, String given) {
        String wanted = clean(given);
        if (wanted.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            return wanted;
        }
        if (wanted.equals("last")) {
            JsonNode newest = api.json("/api/v1/exchanges?limit=1").path("items").path(0);
            if (newest.isMissingNode()) {
                throw new CliFailure(
                        "There are no exchanges yet.",
                        "'weir info' says how to point a tool here.");
            }
            return newest.path("id").asString("");
        }
        if (!wanted.matches("[0-9a-f-]+")) {
            throw new CliFailure(
                    "'" + Plain.line(given) + "' is not an id.",
                    "Give one from 'weir exchanges' or 'weir sessions', a part of it, or 'last'.");
        }
        return only(exchanges(api, wanted), wanted);
    }

    private static List<String> exchanges(Api api, String part) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < MAX_PAGES && found.size() < 5; page++) {
            StringBuilder path = new StringBuilder("/api/v1/exchanges?limit=" + PAGE);
            FilterOptions.append(path, "cursor", cursor.isEmpty() ? null : cursor);
            JsonNode answer = api.json(path.toString());
            for (JsonNode item : answer.path("items")) {
                String each = item.path("id").asString("");
                if (each.startsWith(part) || each.endsWith(part)) {
                    found.add(each);
                }
            }
            cursor = answer.path("next").asString("");
            if (cursor.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static String only(List<String> found, String part) {
        if (found.isEmpty()) {
            throw new CliFailure(
                    "No exchange among the newest "
                            + PAGE * MAX_PAGES
                            + ", and no session, has an id that begins or ends with '"
                            + part
                            + "'.",
                    "Give the whole id, or see 'weir exchanges' and 'weir sessions'.");
        }
        if (found.size() > 1) {
            throw new CliFailure(
                    "Several exchanges have an id that begins or ends with '"
                            + part
                            + "': "
                            + String.join(", ", found.subList(0, Math.min(4, found.size())))
                            + (found.size() > 4 ? ", …" : "")
                            + ".",
                    "Give more of it.");
        }
        return found.getFirst();
    }
}
