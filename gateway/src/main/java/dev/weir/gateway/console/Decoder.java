package dev.weir.gateway.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Undoes the content encodings of a recorded body, for {@code ?decoded=true}. */
@FunctionalInterface
public interface Decoder {

    /**
     * The decoded bytes. The caller closes the returned stream, which closes {@code in}.
     *
     * @param in the bytes as they passed
     * @param encodings the content codings in the order in which they were applied, lower case,
     *     never empty
     * @throws IOException here or from a read, where a coding is unknown, broken, or inflates to
     *     more than is allowed; the message goes to the caller of the API
     */
    InputStream decode(InputStream in, List<String> encodings) throws IOException;
}
