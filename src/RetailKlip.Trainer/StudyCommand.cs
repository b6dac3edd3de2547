using System.CommandLine;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train study</c>.</summary>
internal sealed class StudyCommand : Command
{
    public StudyCommand(Option<string> device)
        : base(
            "study",
            "Trains and measures RetailKLIP beside what it is compared with, resuming where it was stopped; report shows the result.")
    {
        var config = new Option<FileInfo>("--config") { Description = "The study's recipe, a JSON file.", Required = true };
        Add(config);
        Add(device);
        SetAction((result, cancellation) =>
            RunAsync(result.GetRequiredValue(config).FullName, result.GetRequiredValue(device), cancellation));
    }

    private static async Task<int> RunAsync(string config, string deviceName, CancellationToken cancellation)
    {
        try
        {
            var recipe = StudyRecipe.Read(config);
            var device = DeviceMemory.Find(deviceName);
            OpenCvSharp.Cv2.SetNumThreads(1);
            var study = new StudyRun(recipe, device, TimeProvider.System, new Lines());
            var result = await Task.Run(() => study.Execute(cancellation), CancellationToken.None);
            if (result is null)
            {
                await Console.Error.WriteLineAsync("Stopped; the same command goes on from there.");
                return 1;
            }
            Console.WriteLine($"{Path.Combine(recipe.Run, StudyResult.FileName)}: klip-train report {recipe.Run} shows it");
            return 0;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException
            or PictureException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Out.WriteLine(value);
    }
}
