package dev.weir.gateway.content;

import dev.weir.core.archive.Archive;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Outcome;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.core.reading.Source.Body;
import dev.weir.core.reading.Source.State;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bodies on record without their content encodings, as readings are made from them. */
public final class DecodedBody {

    /** Bodies that are larger, decoded, are not read: 64 MiB. */
    public static final int LARGEST = 64 << 20;

    private DecodedBody() {}

    /**
     * A body. Damage and what cannot be decoded are states of it.
     *
     * @param largest bytes; of a larger body there is only the state
     * @throws IOException where the archive itself cannot be read
     */
    public static Body read(Exchange exchange, Archive archive, Side side, int largest)
            throws IOException {
        BodyFacts facts = side == Side.REQUEST ? exchange.requestBody() : exchange.responseBody();
        if (facts.length() == 0) {
            return Body.NONE;
        }
        if (!facts.whole()) {
            return Body.of(new byte[0], State.NOT_KEPT);
        }
        if (facts.length() > largest) {
            return Body.of(new byte[0], State.TOO_LARGE);
        }
        ResponseHead response = exchange.response();
        Headers headers =
                side == Side.REQUEST
                        ? exchange.request().headers()
                        : response == null ? Headers.EMPTY : response.headers();
        boolean cut = side == Side.RESPONSE && exchange.outcome() != Outcome.COMPLETE;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) facts.length());
        try (InputStream in =
                ContentDecoding.decode(
                        archive.body(exchange.id(), side),
                        ContentDecoding.encodings(headers),
                        largest)) {
            in.transferTo(bytes);
        } catch (Archive.ArchiveDamaged e) {
            return Body.of(new byte[0], State.NOT_KEPT);
        } catch (ContentDecoding.Undecodable e) {
            return Body.of(bytes.toByteArray(), cut ? State.CUT : State.UNDECODABLE);
        }
        return Body.of(bytes.toByteArray(), cut ? State.CUT : State.WHOLE);
    }
}
