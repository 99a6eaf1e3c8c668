package dev.weir.gateway.console;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.token.Caller;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * One row of the route table.
 *
 * @param methods the methods it answers; any other is an error
 * @param template the path, with {@code {id}} where an exchange is named; one that ends in {@code
 *     /**} answers everything below
 * @param parameters the query parameters it knows; any other is an error
 * @param weight which bound it counts against
 * @param right who may call it
 * @param handler answers it
 */
record Route(
        List<String> methods,
        String template,
        List<String> parameters,
        Weight weight,
        Right right,
        Handler handler) {

    static final String ID = "{id}";
    static final String BELOW = "/**";

    Route {
        methods = List.copyOf(methods);
        parameters = List.copyOf(parameters);
    }

    /**
     * A row with the usual right: what reads is for whoever is signed in, what changes is for who
     * manages, and what is light is for all.
     */
    Route(
            List<String> methods,
            String template,
            List<String> parameters,
            Weight weight,
            Handler handler) {
        this(
                methods,
                template,
                parameters,
                weight,
                weight == Weight.LIGHT
                        ? Right.PUBLIC
                        : methods.contains("GET") ? Right.SIGNED_IN : Right.MANAGES,
                handler);
    }

    /** Which bound a call counts against. */
    enum Weight {
        /** None: health must be answered under load too. */
        LIGHT,
        /** The bound on calls at the same time. */
        CALL,
        /** The bound on live tails. */
        TAIL
    }

    /** Answers a call, on a virtual thread of its own. */
    @FunctionalInterface
    interface Handler {
        void handle(Call call, Asked asked) throws IOException, InterruptedException;
    }

    /**
     * What a call asks for.
     *
     * @param idText the exchange named in the path, or the path below the template's; empty where
     *     the template names none
     * @param query the query parameters, checked against the route's list
     * @param caller who calls
     */
    record Asked(String idText, Parameters query, Caller caller) {

        /** The exchange named in the path. */
        ExchangeId id() {
            try {
                return ExchangeId.parse(idText);
            } catch (IllegalArgumentException e) {
                throw new Refused(
                        ConsoleError.BAD_REQUEST,
                        "id: expected an exchange id (a version 7 UUID), got '"
                                + Parameters.shown(idText)
                                + "'");
            }
        }
    }

    /**
     * Compares a path with the template.
     *
     * @return the text in place of {@code {id}} or {@code **}, empty for a template without one,
     *     null where the path is another
     */
    @Nullable String match(String path) {
        if (template.endsWith(BELOW)) {
            int root = template.length() - BELOW.length() + 1;
            return path.length() >= root && path.startsWith(template.substring(0, root))
                    ? path.substring(root)
                    : null;
        }
        int mark = template.indexOf(ID);
        if (mark < 0) {
            return path.equals(template) ? "" : null;
        }
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        int place = Arrays.asList(wanted).indexOf(ID);
        for (int i = 0; i < wanted.length; i++) {
            if (i != place && !wanted[i].equals(given[i])) {
                return null;
            }
        }
        return given[place].isEmpty() ? null : given[place];
    }
}
