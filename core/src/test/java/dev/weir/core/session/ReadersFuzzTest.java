package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** No bytes make the readers fail. */
class ReadersFuzzTest {

    @FuzzTest
    void noBytesMakeTheReadersFail(byte[] body) {
        RequestClues clues = CluesReader.read(body);
        assertThat(clues.chain().length()).isLessThanOrEqualTo(body.length);
        assertThat(AnswerReader.read(body, true)).isNotNull();
    }
}
