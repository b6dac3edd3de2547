namespace RetailKlip.Trainer;

/// <summary>Independent random streams from one seed and where they are used, so that a run can be continued at any point.</summary>
public static class Seeds
{
    /// <summary>The stream of one place in a run: the same three numbers give the same stream on every machine.</summary>
    public static Random Random(ulong seed, ulong epoch, ulong index) =>
        new((int)(Mix(Mix(Mix(seed) + epoch) + index) & 0x7fffffff));

    // SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
