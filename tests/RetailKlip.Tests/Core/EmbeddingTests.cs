using CsCheck;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class EmbeddingTests
{
    [Fact]
    public void Any_direction_is_scaled_to_norm_1()
    {
        Gen.Float.Where(float.IsFinite).Array[1, 600].Where(raw => raw.Any(value => value != 0)).Sample(raw =>
        {
            var embedding = Embedding.Normalise(Samples.Encoder, raw);
            var norm = Math.Sqrt(embedding.Values.ToArray().Sum(value => (double)value * value));
            Assert.Equal(1, norm, 1e-5);
            Assert.Equal(1, embedding.Similarity(embedding), 1e-5);
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_refused(float value)
    {
        Assert.Throws<ArgumentException>(() => Embedding.Normalise(Samples.Encoder, [1, value]));
        Assert.Throws<ArgumentException>(() => Embedding.FromUnit(Samples.Encoder, [1, value]));
    }

    [Fact]
    public void What_has_no_direction_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Embedding.Normalise(Samples.Encoder, []));
        Assert.Throws<ArgumentException>(() => Embedding.Normalise(Samples.Encoder, [0, -0f, 0]));
        Assert.Throws<ArgumentException>(() => Embedding.FromUnit(Samples.Encoder, []));
        Assert.Throws<ArgumentException>(() => Embedding.Mean([]));
        var one = Embedding.Normalise(Samples.Encoder, [1, 2]);
        var opposite = Embedding.Normalise(Samples.Encoder, [-1, -2]);
        Assert.Throws<ArgumentException>(() => Embedding.Mean([one, opposite]));
    }

    [Theory]
    [InlineData(1.002f)]
    [InlineData(0.998f)]
    [InlineData(0f)]
    public void Stored_values_of_another_norm_are_refused(float length) =>
        Assert.Throws<ArgumentException>(() => Embedding.FromUnit(Samples.Encoder, [length, 0]));

    [Fact]
    public void Stored_values_come_back_bit_by_bit()
    {
        var embedding = Samples.RandomEmbedding(new Random(1), 512);
        Assert.Equal(embedding.Values.ToArray(), Embedding.FromUnit(Samples.Encoder, embedding.Values).Values.ToArray());
    }

    [Fact]
    public void The_callers_array_may_change_afterwards()
    {
        float[] raw = [3, 4];
        var embedding = Embedding.Normalise(Samples.Encoder, raw);
        raw[0] = 100;
        Assert.Equal([0.6f, 0.8f], embedding.Values.ToArray());
    }

    [Fact]
    public void Embeddings_of_two_encoders_are_not_comparable()
    {
        var own = Embedding.Normalise(Samples.Encoder, [1, 0]);
        var foreign = Embedding.Normalise(Samples.OtherEncoder, [1, 0]);
        var exception = Assert.Throws<EncoderMismatchException>(() => own.Similarity(foreign));
        Assert.Equal((Samples.Encoder, Samples.OtherEncoder), (exception.Expected, exception.Actual));
        Assert.Equal(
            "The embedding belongs to encoder bbbbbbbbbbbb, but aaaaaaaaaaaa is expected: rebuild it with the encoder in use.",
            exception.Message);
        Assert.Throws<EncoderMismatchException>(() => Embedding.Mean([own, foreign]));
    }

    [Fact]
    public void Embeddings_of_two_lengths_are_not_comparable()
    {
        var two = Embedding.Normalise(Samples.Encoder, [1, 0]);
        var three = Embedding.Normalise(Samples.Encoder, [1, 0, 0]);
        Assert.Throws<ArgumentException>(() => two.Similarity(three));
        Assert.Throws<ArgumentException>(() => Embedding.Mean([two, three]));
    }

    [Fact]
    public void Similarity_is_the_cosine()
    {
        var axis = Embedding.Normalise(Samples.Encoder, [1, 0]);
        Assert.Equal(0.6f, axis.Similarity(Embedding.Normalise(Samples.Encoder, [3, 4])), 1e-6f);
        Assert.Equal(-1f, axis.Similarity(Embedding.Normalise(Samples.Encoder, [-5, 0])));
    }

    [Fact]
    public void The_mean_lies_between_its_views()
    {
        var mean = Embedding.Mean([Embedding.Normalise(Samples.Encoder, [1, 0]), Embedding.Normalise(Samples.Encoder, [0, 1])]);
        Assert.Equal([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f)], mean.Values.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void An_encoder_id_is_read_exactly_as_written(string text)
    {
        Assert.False(EncoderId.TryParse(text, out _));
        Assert.Equal($"'{text}' is not an encoder id: 64 lower-case hex digits are expected.",
            Assert.Throws<FormatException>(() => EncoderId.Parse(text)).Message);
    }

    [Fact]
    public void The_default_encoder_id_is_that_of_no_encoder()
    {
        Assert.Equal(("", "none"), (default(EncoderId).Value, default(EncoderId).Short));
        Assert.NotEqual(default, Samples.Encoder);
    }
}
