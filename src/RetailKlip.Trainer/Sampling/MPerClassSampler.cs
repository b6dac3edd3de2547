namespace RetailKlip.Trainer;

/// <summary>
/// Batches of <c>M</c> pictures each of some classes, so that every batch holds pairs to compare. Classes come equally
/// often whatever number of pictures they have; a class with fewer than <c>M</c> repeats them.
/// (Musgrave et al., pytorch-metric-learning, MPerClassSampler.)
/// </summary>
public sealed class MPerClassSampler
{
    private readonly int[][] _members;
    private readonly int _perClass;
    private readonly int _classesPerBatch;
    private readonly int _batches;
    private readonly ulong _seed;

    /// <param name="labels">Each sample's class; any non-negative numbers.</param>
    /// <param name="perClass">M, at least 1.</param>
    /// <param name="batchSize">A multiple of <paramref name="perClass"/>.</param>
    /// <param name="samplesPerEpoch">Rounded down to whole batches, at least one.</param>
    /// <exception cref="ArgumentException">The batch cannot be filled with different classes.</exception>
    public MPerClassSampler(IReadOnlyList<int> labels, int perClass, int batchSize, int samplesPerEpoch, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perClass);
        if (batchSize <= 0 || batchSize % perClass != 0)
            throw new ArgumentException(
                $"A batch of {batchSize} cannot hold {perClass} pictures of each class; take a multiple.", nameof(batchSize));
        _members = [.. labels.Select((label, sample) => (label, sample)).GroupBy(pair => pair.label).OrderBy(group => group.Key)
            .Select(group => group.Select(pair => pair.sample).ToArray())];
        _perClass = perClass;
        _classesPerBatch = batchSize / perClass;
        if (_members.Length < _classesPerBatch)
            throw new ArgumentException(
                $"A batch of {_classesPerBatch} classes was asked for, the data has {_members.Length}.", nameof(batchSize));
        _batches = Math.Max(1, samplesPerEpoch / batchSize);
        _seed = seed;
    }

    public int BatchesPerEpoch => _batches;

    /// <summary>
    /// The batches of one epoch: indices into the labels, the <c>M</c> of one class side by side. The same epoch gives the same
    /// batches.
    /// </summary>
    public IReadOnlyList<int[]> Epoch(int epoch)
    {
        var random = Seeds.Random(_seed, (ulong)epoch, 0);
        var classes = new CyclicShuffle(Enumerable.Range(0, _members.Length).ToArray(), random);
        var members = _members.Select(samples => new CyclicShuffle([.. samples], random)).ToArray();
        var batches = new int[_batches][];
        for (var b = 0; b < _batches; b++)
        {
            var batch = new List<int>(_classesPerBatch * _perClass);
            foreach (var @class in classes.Take(_classesPerBatch))
                batch.AddRange(members[@class].Take(_perClass));
            batches[b] = [.. batch];
        }
        return batches;
    }
}
