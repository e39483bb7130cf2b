"""What the peers read: GitHub workflows, Python, CloudFormation, Salesforce flows.

Each text is a row of parts such as people write, as many as fill the size that is wanted. Some
texts hold a defect that the peer reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

AREAS = ("orders", "billing", "catalogue", "search", "accounts", "shipping", "reports", "mail")

Part = Callable[[Random, int], str]
Text = Callable[[Random, int, int, bool], str]


@dataclass(frozen=True)
class Kind:
    """Texts of one kind, how their files are named, and below which folder they lie."""

    text: Text
    stem: str
    suffix: str
    below: str = "."


def filled(head: str, part: Part, random: Random, size: int, tail: str = "") -> str:
    """``head``, as many parts as fill ``size`` bytes, and ``tail``."""
    parts, length = [head], len(head) + len(tail)
    while length < size:
        parts.append(part(random, len(parts)))
        length += len(parts[-1])
    return "".join((*parts, tail))


# ---------------------------------------------------------------- GitHub workflows

_CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683"
_PYTHON = "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065"


def github_workflow(random: Random, number: int, size: int, defective: bool) -> str:
    head = f"""---
name: build {number}
on:
  push:
    branches: [main]
  pull_request:
permissions: {{}}
concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true
jobs:
"""
    tail = _broken_job() if defective else ""
    return filled(head, _job, random, size, tail)


def _job(random: Random, number: int) -> str:
    area = random.choice(AREAS)
    needs = f"    needs: [job_{random.randint(1, number - 1)}]\n" if number > 1 else ""
    return f"""  job_{number}:
    name: test {area} {number}
{needs}    runs-on: ubuntu-latest
    timeout-minutes: {random.randint(5, 60)}
    permissions:
      contents: read
    strategy:
      fail-fast: false
      matrix:
        python: ["3.11", "3.12", "3.13"]
    steps:
      - uses: {_CHECKOUT}
        with:
          persist-credentials: false
      - uses: {_PYTHON}
        with:
          python-version: ${{{{ matrix.python }}}}
      - name: install
        run: python -m pip install -e "./{area}[test]"
      - name: test
        if: ${{{{ github.event_name == 'push' || matrix.python != '3.11' }}}}
        env:
          AREA: {area}
          PART: "{random.randint(1, 99)}"
        run: |
          python -m pytest "$AREA/tests" --part "$PART"
          python -m coverage report
"""


def _broken_job() -> str:
    return """  broken:
    runs-on: ubuntu-latest
    needs: [missing_job]
    steps:
      - run: echo "${{ github.event.pull_request.title }} ${{ matrix.nothing }}"
"""


# ---------------------------------------------------------------- Python


def python_module(random: Random, number: int, size: int, defective: bool) -> str:
    head = f'''"""Part {number} of the shop."""

from __future__ import annotations

{"import os" if defective else ""}
from collections.abc import Iterable
from dataclasses import dataclass
'''
    return filled(head.replace("\n\n\nfrom", "\n\nfrom"), _class, random, size)


def _class(random: Random, number: int) -> str:
    area = random.choice(AREAS)
    name = f"{area.title()}{number}"
    return f'''

@dataclass(frozen=True, slots=True)
class {name}:
    """One entry of the {area}, as it is stored."""

    key: str
    amount: int
    tags: tuple[str, ...] = ()

    def weight(self, factor: float = {random.randint(1, 9)}.5) -> float:
        """Weigh the entry; without tags it counts half."""
        if not self.tags:
            return self.amount * factor / 2
        return self.amount * factor + len(self.tags)


def total_{area}_{number}(entries: Iterable[{name}], least: int = {random.randint(1, 50)}) -> float:
    """Add up the weight of all entries of at least ``least``."""
    total = 0.0
    for entry in entries:
        if entry.amount < least:
            continue
        total += entry.weight()
    return total
'''


# ---------------------------------------------------------------- CloudFormation


def cloudformation(random: Random, number: int, size: int, defective: bool) -> str:
    head = f"""---
AWSTemplateFormatVersion: "2010-09-09"
Description: Queues and buckets of part {number}
Parameters:
  Stage:
    Type: String
    AllowedValues: [test, live]
Resources:
"""
    tail = "  Broken:\n    Type: AWS::SQS::Queue\n    Properties:\n      Delay: soon\n"
    return filled(head, _resources, random, size, tail if defective else "")


def _resources(random: Random, number: int) -> str:
    name = f"{random.choice(AREAS).title()}{number}"
    return f"""  {name}Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${{Stage}}-{name}"
      VisibilityTimeout: {random.randint(30, 600)}
      MessageRetentionPeriod: 1209600
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt {name}Failed.Arn
        maxReceiveCount: {random.randint(2, 9)}
  {name}Failed:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
  {name}Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      VersioningConfiguration:
        Status: Enabled
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
      LifecycleConfiguration:
        Rules:
          - Id: expire
            Status: Enabled
            ExpirationInDays: {random.randint(30, 400)}
"""


# ---------------------------------------------------------------- Salesforce flows


def salesforce_flow(random: Random, number: int, size: int, defective: bool) -> str:
    status = "Draft" if defective else "Active"
    head = f"""<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>64.0</apiVersion>
    <description>Follows up on part {number}</description>
    <environments>Default</environments>
    <interviewLabel>Follow up {number}</interviewLabel>
    <label>Follow up {number}</label>
    <processType>AutoLaunchedFlow</processType>
    <status>{status}</status>
    <start>
        <locationX>50</locationX>
        <locationY>0</locationY>
        <connector>
            <targetReference>Is_due_1</targetReference>
        </connector>
    </start>
"""
    return filled(head, _elements, random, size, "</Flow>\n")


def _elements(random: Random, number: int) -> str:
    area = random.choice(AREAS)
    return f"""    <decisions>
        <name>Is_due_{number}</name>
        <label>Is {area} {number} due</label>
        <locationX>{random.randint(0, 900)}</locationX>
        <locationY>{100 * number}</locationY>
        <defaultConnector>
            <targetReference>Is_due_{number + 1}</targetReference>
        </defaultConnector>
        <defaultConnectorLabel>Not yet</defaultConnectorLabel>
        <rules>
            <name>Due_{number}</name>
            <conditionLogic>and</conditionLogic>
            <conditions>
                <leftValueReference>$Record.{area.title()}_{number}__c</leftValueReference>
                <operator>EqualTo</operator>
                <rightValue>
                    <stringValue>due</stringValue>
                </rightValue>
            </conditions>
            <connector>
                <targetReference>Mark_{number}</targetReference>
            </connector>
            <label>Due</label>
        </rules>
    </decisions>
    <recordUpdates>
        <name>Mark_{number}</name>
        <label>Mark {area} {number}</label>
        <locationX>{random.randint(0, 900)}</locationX>
        <locationY>{100 * number + 50}</locationY>
        <connector>
            <targetReference>Is_due_{number + 1}</targetReference>
        </connector>
        <faultConnector>
            <targetReference>Is_due_{number + 1}</targetReference>
        </faultConnector>
        <inputAssignments>
            <field>{area.title()}_{number}__c</field>
            <value>
                <stringValue>seen</stringValue>
            </value>
        </inputAssignments>
        <inputReference>$Record</inputReference>
    </recordUpdates>
"""


KINDS: dict[str, Kind] = {
    "GitHub workflows": Kind(github_workflow, "build", "yml", ".github/workflows"),
    "Python": Kind(python_module, "part", "py"),
    "CloudFormation": Kind(cloudformation, "stack", "yaml"),
    "Salesforce flows": Kind(salesforce_flow, "Follow_up", "flow-meta.xml"),
}
