package dev.weir.core.capture;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.Tag;

import java.util.List;

/**
 * What is known of an exchange when its request head is complete, before anything goes upstream.
 *
 * @param id its name
 * @param startedAtMicros wall-clock time in microseconds since 1970
 * @param client who asked
 * @param door how it came in
 * @param provider the provider's name, empty where none was found
 * @param dialect the API shape of the path
 * @param request the head, credentials already replaced by fingerprints
 * @param path the path at the provider
 * @param origin the provider's origin, empty where none was found
 * @param upstreamPath the path as sent upstream, empty where none was found
 * @param mode how much to keep; never {@link CaptureMode.Off}
 * @param changes what is made different in the request
 * @param tags stated attribution
 * @param gateway what Weir itself knows and has decided
 */
public record Opening(
        ExchangeId id,
        long startedAtMicros,
        ClientFacts client,
        String door,
        String provider,
        Dialect dialect,
        RequestHead request,
        String path,
        String origin,
        String upstreamPath,
        CaptureMode mode,
        List<Change> changes,
        List<Tag> tags,
        GatewayFacts gateway) {

    /** The opening of an exchange of nobody in particular, about which nothing was decided. */
    public Opening(
            ExchangeId id,
            long startedAtMicros,
            ClientFacts client,
            String door,
            String provider,
            Dialect dialect,
            RequestHead request,
            String path,
            String origin,
            String upstreamPath,
            CaptureMode mode,
            List<Change> changes,
            List<Tag> tags) {
        this(
                id,
                startedAtMicros,
                client,
                door,
                provider,
                dialect,
                request,
                path,
                origin,
                upstreamPath,
                mode,
                changes,
                tags,
                GatewayFacts.LOCAL);
    }
}
