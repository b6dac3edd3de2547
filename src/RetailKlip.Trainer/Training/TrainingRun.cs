using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>
/// Trains an encoder by a recipe and leaves a checkpoint after every epoch; started again, it goes on from there to
/// the same numbers.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    public const string CheckpointName = "checkpoint.safetensors";
    public const string LogName = "log.jsonl";

    private readonly TrainingRecipe _recipe;
    private readonly TimeProvider _time;
    private readonly PictureCache _cache;
    private readonly IReadOnlyList<TrainingSample> _samples;
    private readonly MPerClassSampler _sampler;
    private readonly MetricLoss _loss;
    private readonly AdamW _optimizer;
    private readonly CosineSchedule _schedule;
    private readonly PixelNormalization _normalization;
    private readonly int _stepsPerEpoch;
    private readonly string _fingerprint;
    private int _epoch;

    /// <param name="cache">The pictures to learn from; the caller disposes it after the run.</param>
    /// <exception cref="InvalidDataException">The run's checkpoint is damaged or of another recipe.</exception>
    public TrainingRun(TrainingRecipe recipe, PictureCache cache, TimeProvider time)
    {
        _recipe = recipe;
        _time = time;
        _fingerprint = recipe.Fingerprint();
        random.manual_seed((long)recipe.Seed);

        _cache = cache;
        _samples = TrainingSample.Of(cache.Dataset);
        var labels = _samples.Select(sample => sample.Class).ToArray();
        _sampler = new(labels, recipe.Schedule.PerClass, recipe.Schedule.Batch, cache.Dataset.Pictures.Count, recipe.Seed);
        _stepsPerEpoch = _sampler.BatchesPerEpoch;

        Encoder = recipe.Model.Create(recipe.Input.Width, recipe.Input.Height);
        _loss = recipe.Loss.Create(Encoder.Dimension, _samples.Max(sample => sample.Class) + 1);
        _optimizer = new(NamedParameters(), recipe.Schedule.WeightDecay);
        var steps = _stepsPerEpoch * recipe.Schedule.Epochs;
        _schedule = new(recipe.Schedule.Rate, (int)(recipe.Schedule.WarmUp * steps), steps);
        _normalization = new(recipe.Input.Mean, recipe.Input.Std);
        Directory.CreateDirectory(recipe.Run);
        Resume();
    }

    /// <summary>In the state after the last whole epoch; the run owns it.</summary>
    public ImageEncoder Encoder { get; }

    /// <summary>Epochs made, those of earlier starts included.</summary>
    public int EpochsDone => _epoch;

    private string CheckpointPath => Path.Combine(_recipe.Run, CheckpointName);

    /// <summary>Trains until the recipe's last epoch, or until one more epoch has ended after <paramref name="cancellation"/>.</summary>
    public void Execute(IProgress<TrainingProgress> progress, CancellationToken cancellation = default)
    {
        Encoder.train();
        var started = _time.GetTimestamp();
        var first = _epoch;
        while (_epoch < _recipe.Schedule.Epochs && !cancellation.IsCancellationRequested)
        {
            var report = TrainEpoch(progress, started, first);
            _epoch++;
            Checkpoint.Write(CheckpointPath, _epoch, _fingerprint, State());
            Log(report);
            progress.Report(report with { EpochEnded = true });
        }
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _loss.Dispose();
        Encoder.Dispose();
        _normalization.Dispose();
    }

    private TrainingProgress TrainEpoch(IProgress<TrainingProgress> progress, long started, int first)
    {
        var epochStarted = _time.GetTimestamp();
        var sum = 0.0;
        var done = 0;
        TrainingProgress? report = null;
        var size = _recipe.Schedule.SizeOf(_epoch);
        using var augmenter = new Augmenter(_recipe.Augmentation, size);
        var loader = new TrainingLoader(_cache, _samples, _sampler, augmenter, size, _recipe.Seed);
        foreach (var batch in loader.Epoch(_epoch))
        {
            var step = _epoch * _stepsPerEpoch + done;
            var rate = _schedule.Rate(step);
            sum += Step(batch, size, step, rate);
            done++;
            var steps = _stepsPerEpoch * _recipe.Schedule.Epochs;
            var made = step + 1 - first * _stepsPerEpoch;
            var left = _time.GetElapsedTime(started) / made * (steps - step - 1);
            var pace = done * _recipe.Schedule.Batch / Math.Max(1e-3, _time.GetElapsedTime(epochStarted).TotalSeconds);
            report = new(_epoch + 1, _recipe.Schedule.Epochs, step + 1, steps, sum / done, rate, pace, left, EpochEnded: false);
            progress.Report(report);
        }
        return report!;
    }

    private double Step(TrainingBatch batch, int size, int step, double rate)
    {
        using var scope = NewDisposeScope();
        var rise = _recipe.Loss.MarginWarmUp * _schedule.TotalSteps;
        _loss.MarginShare = rise > 0 ? Math.Min(1, step / rise) : 1;
        _optimizer.ZeroGradients();
        var pictures = _normalization.Apply(batch.Pixels, batch.Labels.Length, size, size);
        var loss = _loss.forward(Encoder.forward(pictures), tensor(batch.Labels));
        loss.backward();
        nn.utils.clip_grad_norm_(_optimizer.Parameters, _recipe.Schedule.ClipNorm);
        _optimizer.Step(rate);
        return loss.item<float>();
    }

    private void Resume()
    {
        if (File.Exists(CheckpointPath))
        {
            _epoch = Checkpoint.Read(CheckpointPath, _fingerprint, State());
            _optimizer.Steps = _epoch * _stepsPerEpoch;
        }
        else if (_recipe.StartFrom is { } start)
        {
            Checkpoint.Read(start, recipe: null, Encoder.State());
        }
    }

    private IEnumerable<(string Name, Tensor Tensor)> State() =>
        Encoder.State().Concat(_loss.named_parameters().Select(entry => ($"loss.{entry.name}", (Tensor)entry.parameter))).Concat(_optimizer.State);

    private IEnumerable<(string Name, Parameter Parameter)> NamedParameters() =>
        Encoder.named_parameters().Select(entry => ($"encoder.{entry.name}", entry.parameter))
            .Concat(_loss.named_parameters().Select(entry => ($"loss.{entry.name}", entry.parameter)));

    private void Log(TrainingProgress report) => File.AppendAllText(
        Path.Combine(_recipe.Run, LogName),
        JsonSerializer.Serialize(
            new { report.Epoch, report.Step, report.Loss, report.Rate, report.PicturesPerSecond }, JsonSerializerOptions.Web) + "\n");
}
