namespace RetailKlip.Scenes;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine and runtime.</summary>
internal sealed class SeededRandom
{
    private ulong _state;

    /// <param name="stream">Parts the numbers of one seed into independent streams, so that drawing more of one leaves the others
    /// alone.</param>
    public SeededRandom(int seed, int stream = 0)
    {
        _state = (uint)seed | (ulong)(uint)stream << 32;
        _state = Bits() ^ (ulong)(uint)stream * 0xD1342543DE82EF95;
    }

    public ulong Bits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>In [0, 1).</summary>
    public float Unit() => (Bits() >> 40) * (1f / (1 << 24));

    public float Between(float low, float high) => low + (high - low) * Unit();

    /// <summary>In [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(Bits() % (ulong)count);

    public bool Chance(float probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Mean 0, deviation 1: the sum of twelve uniform numbers, which needs no logarithm.</summary>
    public float Gaussian()
    {
        var sum = -6f;
        for (var i = 0; i < 12; i++)
            sum += Unit();
        return sum;
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
