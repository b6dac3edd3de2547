using System.Diagnostics;
using System.Globalization;
using RetailKlip.Vision;
using TorchSharp;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Trains an item detector on drawn trays and leaves a checkpoint after every epoch; started again, it goes on from there.</summary>
internal sealed class DetectorTraining : IDisposable
{
    private const string CheckpointName = "checkpoint.safetensors";

    private const double WarmUp = 0.04;
    private const double ClipNorm = 5;
    private const double MovingShare = 0.998;

    // Weights of the losses against each other, so that none is lost beside the others.
    private const float MiddleWeight = 4;
    private const float OffsetWeight = 0.1f;

    private readonly DetectorRecipe _recipe;
    private readonly IReadOnlyList<string> _trays;
    private readonly AdamW _optimizer;
    private readonly CosineSchedule _schedule;
    private readonly MovingAverage _average;
    private readonly int _stepsPerEpoch;
    private RunState _state;

    /// <param name="trays">Of <see cref="TrayPictures.Draw"/>.</param>
    /// <exception cref="InvalidDataException">The run's checkpoint is damaged or of another recipe.</exception>
    public DetectorTraining(DetectorRecipe recipe, IReadOnlyList<string> trays)
    {
        (_recipe, _trays) = (recipe, trays);
        random.manual_seed((long)recipe.Seed);
        Network = new DetectorNetwork(recipe.Model);
        _optimizer = new(Network.named_parameters().Select(named => new TrainedParameter(named.name, named.parameter, 1, named.parameter.dim() > 1)),
            recipe.WeightDecay);
        _stepsPerEpoch = trays.Count / recipe.Batch;
        _schedule = new(recipe.Rate, (int)(WarmUp * _stepsPerEpoch * recipe.Epochs), _stepsPerEpoch * recipe.Epochs);
        _average = new(Weights(), MovingShare);
        _state = new(recipe.Fingerprint(), 0);
        if (!File.Exists(CheckpointPath))
            return;
        _state = Checkpoint.Read(CheckpointPath, _state.Recipe, State());
        _optimizer.Steps = _state.Epoch * _stepsPerEpoch;
    }

    /// <summary>The run owns it.</summary>
    public DetectorNetwork Network { get; }

    public bool IsDone => _state.Epoch >= _recipe.Epochs;

    private string CheckpointPath => Path.Combine(_recipe.Run, CheckpointName);

    /// <summary>Trains until the run is done, or until one more epoch has ended after <paramref name="cancellation"/>.</summary>
    public void Execute(Action<string> report, CancellationToken cancellation)
    {
        Network.train();
        while (!IsDone && !cancellation.IsCancellationRequested)
        {
            var (loss, watch) = (0.0, Stopwatch.StartNew());
            foreach (var batch in Batches())
                loss += Step(batch);
            _state = _state with { Epoch = _state.Epoch + 1 };
            Checkpoint.Write(CheckpointPath, _state, State());
            report(string.Create(CultureInfo.InvariantCulture,
                $"epoch {_state.Epoch}/{_recipe.Epochs}  loss {loss / _stepsPerEpoch:F4}  {_stepsPerEpoch * _recipe.Batch / watch.Elapsed.TotalSeconds:F1} trays/s"));
        }
    }

    /// <summary>Leaves the averaged weights in <see cref="Network"/>; the run cannot train on after it.</summary>
    public void UseResult()
    {
        _average.Exchange();
        Network.eval();
    }

    public void Dispose()
    {
        _average.Dispose();
        _optimizer.Dispose();
        Network.Dispose();
    }

    /// <summary>Every tray once in the order of the epoch; the next batch is made while one is learnt.</summary>
    private IEnumerable<DetectorSample[]> Batches()
    {
        var order = Enumerable.Range(0, _trays.Count).ToArray();
        Seeds.Random(_recipe.Seed, (ulong)_state.Epoch, ulong.MaxValue).Shuffle(order);
        var next = Make(0);
        for (var step = 0; step < _stepsPerEpoch; step++)
        {
            var batch = next.Result;
            next = step + 1 < _stepsPerEpoch ? Make(step + 1) : next;
            yield return batch;
        }

        Task<DetectorSample[]> Make(int step) => Task.Run(() => order.Skip(step * _recipe.Batch).Take(_recipe.Batch)
            .Select(tray => DetectorSample.Of(_trays[tray], Seeds.Random(_recipe.Seed, (ulong)_state.Epoch, (ulong)tray))).ToArray());
    }

    private double Step(DetectorSample[] batch)
    {
        using var scope = NewDisposeScope();
        _optimizer.ZeroGradients();
        var loss = Loss(Network, batch);
        loss.backward();
        _optimizer.Step(_schedule.Rate(_optimizer.Steps), ClipNorm);
        _average.Update(_optimizer.Steps);
        return loss.item<float>();
    }

    private static Tensor Loss(DetectorNetwork network, DetectorSample[] batch)
    {
        var (height, width) = (ItemDetector.Padded(TrayPictures.Height), ItemDetector.Padded(TrayPictures.Width));
        var maps = network.forward(Stack(sample => sample.Input, 6, height, width));
        var items = Stack(sample => sample.Items, 1, height / 2, width / 2);
        var sharing = Stack(sample => sample.Sharing, 1, height / 2, width / 2);
        var middles = Stack(sample => sample.Middles, 1, height / 2, width / 2);
        var offsets = Stack(sample => sample.Offsets, 2, height / 2, width / 2);
        var shown = nn.functional.binary_cross_entropy_with_logits(maps.narrow(1, ItemDetector.ItemMap, 1), items, sharing);
        var away = ((maps.narrow(1, ItemDetector.OffsetMaps, 2) - offsets).abs() * items * sharing).sum() / (2 * items * sharing).sum().clamp_min(1);
        return shown + MiddleWeight * MiddleLoss(maps.narrow(1, ItemDetector.MiddleMap, 1), middles) + OffsetWeight * away;

        Tensor Stack(Func<DetectorSample, float[]> part, int channels, int rows, int columns) =>
            tensor(batch.SelectMany(part).ToArray()).view(batch.Length, channels, rows, columns);
    }

    /// <summary>The focal loss of centre points (Law and Deng, "CornerNet", ECCV 2018, equation 1).</summary>
    private static Tensor MiddleLoss(Tensor logits, Tensor middles)
    {
        var chance = logits.sigmoid().clamp(1e-4, 1 - 1e-4);
        var isMiddle = middles.eq(1).to(ScalarType.Float32);
        var hit = (1 - chance).pow(2) * chance.log() * isMiddle;
        var miss = chance.pow(2) * (1 - chance).log() * (1 - middles).pow(4) * (1 - isMiddle);
        return -(hit + miss).sum() / isMiddle.sum().clamp_min(1) / 10;
    }

    private IEnumerable<(string Name, Tensor Tensor)> Weights() => Network.state_dict().Select(entry => (entry.Key, entry.Value))
        .Where(entry => entry.Value.is_floating_point());

    private List<(string Name, Tensor Tensor)> State() => [.. Weights(), .. _optimizer.State, .. _average.State];
}
